package io.flagcache.demo;

import io.flagcache.demo.files.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The temporary folder of one run: a database and logs. Only the logs can outlive the run. */
final class RunFolder implements AutoCloseable {

  private final Path root;
  private volatile boolean keepLogs;

  private RunFolder(Path root) {
    this.root = root;
  }

  static RunFolder create() throws IOException {
    Path root = Files.createTempDirectory("flagcache-demo-");
    Files.createDirectory(root.resolve("database"));
    Files.createDirectory(root.resolve("logs"));
    return new RunFolder(root);
  }

  Path database() {
    return root.resolve("database");
  }

  Path logs() {
    return root.resolve("logs");
  }

  /** Leaves the logs where they are when the run ends. */
  void keepLogs() {
    keepLogs = true;
  }

  @Override
  public void close() {
    TemporaryFolder.delete(database());
    if (!keepLogs) {
      TemporaryFolder.delete(root);
    }
  }
}
