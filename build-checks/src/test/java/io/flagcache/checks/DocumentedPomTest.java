package io.flagcache.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.maven.model.Model;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.io.xpp3.MavenXpp3Reader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The POMs in documents have the versions of this build. */
final class DocumentedPomTest {
  private Model pom;

  @BeforeEach
  void readTheDocument() throws Exception {
    String text = Files.readString(Reactor.ROOT.resolve("docs/write-your-own-provider.md"));
    Matcher xml = Pattern.compile("```xml\\n(.*?)```", Pattern.DOTALL).matcher(text);
    assertThat(xml.find()).as("an XML block in the document").isTrue();
    pom = new MavenXpp3Reader().read(new StringReader(xml.group(1)));
  }

  @Test
  void importsTheBomOfThisVersion() {
    assertThat(pom.getDependencyManagement().getDependencies())
        .singleElement()
        .satisfies(
            bom -> {
              assertThat(bom.getArtifactId()).isEqualTo(Reactor.BOM.getArtifactId());
              assertThat(bom.getVersion()).isEqualTo(Reactor.PARENT.getVersion());
            });
  }

  @Test
  void usesTheLibrariesAndPluginsOfThisBuild() {
    Properties versions = Reactor.PARENT.getProperties();
    assertThat(versionOf("junit-jupiter")).isEqualTo(versions.getProperty("junit.version"));
    assertThat(versionOf("slf4j-simple")).isEqualTo(versions.getProperty("slf4j.version"));
    assertThat(pom.getBuild().getPlugins())
        .isNotEmpty()
        .allSatisfy(
            plugin ->
                assertThat(Reactor.PARENT.getBuild().getPluginManagement().getPlugins())
                    .filteredOn(managed -> managed.getKey().equals(plugin.getKey()))
                    .extracting(Plugin::getVersion)
                    .containsExactly(plugin.getVersion()));
  }

  @Test
  void theBomOfTheAwsSdkIsOfItsVersion() throws IOException {
    assertThat(Files.readString(Reactor.ROOT.resolve("docs/dynamodb.md")))
        .containsPattern(
            "<artifactId>bom</artifactId>\\s*<version>"
                + Reactor.PARENT.getProperties().getProperty("aws-sdk.version")
                + "</version>");
  }

  private String versionOf(String artifactId) {
    return pom.getDependencies().stream()
        .filter(dependency -> dependency.getArtifactId().equals(artifactId))
        .findFirst()
        .orElseThrow()
        .getVersion();
  }
}
