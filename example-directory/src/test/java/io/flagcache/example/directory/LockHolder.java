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
    Process process = run(file, "hold");
    if (process.getInputStream().read() < 0) {
      throw new IOException("The process that is to hold '" + file + "' ended");
    }
    return new LockHolder(process);
  }

  /** Whether another process could take the lock. */
  static boolean isFree(Path file) throws IOException {
    return run(file, "try").onExit().join().exitValue() == 0;
  }

  private static Process run(Path file, String what) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx32m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            LockHolder.class.getName(),
            what,
            file.toString())
        .start();
  }

  /** Tries to lock a file, and says by its exit code whether it could; or holds it, and says so. */
  public static void main(String[] arguments) throws IOException {
    try (FileChannel channel = FileChannel.open(Path.of(arguments[1]), StandardOpenOption.WRITE)) {
      if (arguments[0].equals("try")) {
        System.exit(channel.tryLock() == null ? 1 : 0);
      }
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
