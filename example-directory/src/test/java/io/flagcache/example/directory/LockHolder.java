package io.flagcache.example.directory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Another process that holds a file lock until it is killed. */
final class LockHolder implements AutoCloseable {

  private final Process process;

  private LockHolder(Process process) {
    this.process = process;
  }

  static LockHolder start(Path file) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LockHolder.class.getName(),
                file.toString())
            .start();
    if (process.getInputStream().read() < 0) {
      throw new IOException("The process that is to hold '" + file + "' ended");
    }
    return new LockHolder(process);
  }

  /** Locks the file that it is given, says so, and waits. */
  public static void main(String[] arguments) throws IOException {
    try (FileChannel channel = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
      channel.lock();
      System.out.println("locked");
      System.in.read();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
