package io.flagcache.example.directory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.UUID;

/** What stands where a file of ours belongs and is none: whoever opens a pipe waits without end. */
final class Foreign {

  private Foreign() {}

  static boolean isAt(Path place) {
    return Files.exists(place, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS);
  }

  /** Makes room; it may be a directory of somebody's, and is not deleted. */
  static void moveAside(Path place) throws IOException {
    if (isAt(place)) {
      Files.move(place, place.resolveSibling("foreign-" + UUID.randomUUID()));
    }
  }
}
