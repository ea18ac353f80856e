package io.flagcache.conformance.reference;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.FlagDefinitionJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Real documents; where they come from is in {@code fixtures/SOURCES.md}. */
final class FixtureDocuments {

  private FixtureDocuments() {}

  static List<FlagDefinitionCacheData> all() {
    URL sources = FixtureDocuments.class.getResource("/fixtures/SOURCES.md");
    try (Stream<Path> files = Files.list(Path.of(sources.toURI()).getParent())) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .sorted()
          .map(FixtureDocuments::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static FlagDefinitionCacheData parse(Path file) {
    try {
      return FlagDefinitionJson.parse(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
