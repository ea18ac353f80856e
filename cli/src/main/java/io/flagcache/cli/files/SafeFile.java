package io.flagcache.cli.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/** Writes files where others may have put links, or read. */
public final class SafeFile {

  private SafeFile() {}

  /**
   * Puts a new file, which its owner alone may read, in place of what has the name, in one step. A
   * link of that name to a file is replaced, and what it leads to stays as it is; what is no file,
   * such as a directory or {@code /dev/null}, is not replaced.
   *
   * @param file the name; its directory exists
   * @param content all of the file
   * @throws IOException if it cannot be written; what was there is there
   */
  public static void replace(Path file, byte[] content) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IOException("it is there, and is no file");
    }
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file, no root");
    Path written = Files.createTempFile(folder, ".flagcache-", ".part");
    try {
      Files.write(written, content);
      Files.move(
          written, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(written);
    }
  }
}
