package io.flagcache.testservers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A text in {@code src/test/resources/golden} that shows how something is stored. Others may have
 * stored it like this: the code of today has to write the same, and to read what the text shows.
 * When a format is changed on purpose, {@code -Dflagcache.golden.rewrite=true} writes the texts of
 * all tests that are run.
 */
public final class GoldenFile {

  private static final String REWRITE = "flagcache.golden.rewrite";

  private final Path path;

  private GoldenFile(Path path) {
    this.path = path;
  }

  /** A file of the module whose tests run. */
  public static GoldenFile of(String name) {
    return new GoldenFile(Path.of("src", "test", "resources", "golden", name));
  }

  /** What the file shows. */
  public String text() {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fails if something else is stored than the file shows, or writes the file. */
  public void demand(String stored) {
    if (Boolean.getBoolean(REWRITE)) {
      write(stored);
    }
    assertEquals(
        text(),
        stored,
        () ->
            "It is stored otherwise than "
                + path
                + " shows; see Stored formats in CONTRIBUTING.md");
  }

  private void write(String stored) {
    try {
      Files.createDirectories(path.getParent());
      Files.writeString(path, stored);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
