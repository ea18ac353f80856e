package io.flagcache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What editors show of the properties. */
class PropertyMetadataTest {

  @Test
  void everyPropertyIsDescribed() throws IOException {
    List<JsonNode> properties = properties();

    assertThat(properties)
        .extracting(property -> property.path("name").asText())
        .contains("flagcache.url", "flagcache.jdbc.create-schema", "flagcache.posthog.secret-key")
        .contains("flagcache.enabled", "management.health.flag-definitions.enabled");
    assertThat(properties)
        .allSatisfy(
            property -> {
              assertThat(property.path("type").asText()).isNotBlank();
              assertThat(property.path("description").asText()).isNotBlank();
            });
  }

  private static List<JsonNode> properties() throws IOException {
    List<JsonNode> properties = new ArrayList<>();
    for (URL file :
        Collections.list(
            FlagCacheAutoConfiguration.class
                .getClassLoader()
                .getResources("META-INF/spring-configuration-metadata.json"))) {
      try (InputStream in = file.openStream()) {
        for (JsonNode property : new ObjectMapper().readTree(in).path("properties")) {
          if (property
              .path("name")
              .asText()
              .matches("flagcache\\..*|management\\.health\\.flag-.*")) {
            properties.add(property);
          }
        }
      }
    }
    return properties;
  }
}
