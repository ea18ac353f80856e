package io.flagcache.testservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** What servers in processes of their own need that Java does not have. */
public final class ServerProcesses {

  /**
   * Ports in blocks, below those that systems give to clients, which could take one whose server is
   * down. A process that tests has blocks of its own: it listens at the first port of each.
   */
  private static final int FIRST_BLOCK = 20_000;

  private static final int BLOCK = 250;
  private static final int BLOCKS = 48;

  /** Members of Hazelcast try the ports that follow theirs. */
  private static final int PORTS_FOR_EACH = 10;

  private static final List<ServerSocket> OWN_BLOCKS = new ArrayList<>();

  /** Whoever was given one may not listen at the moment, and yet again later. */
  private static final Set<Integer> GIVEN = new HashSet<>();

  private static int nextPort;
  private static int endOfBlock;

  private ServerProcesses() {}

  /** Stops a process and its children where they are: the parent first, so that it starts none. */
  public static void pause(ProcessHandle process) {
    signal("-STOP", process);
    // What the parent had started while its children were being looked for.
    signal("-STOP", process);
    family(process).forEach(ServerProcesses::awaitStop);
  }

  /**
   * On a busy machine threads go on for a while after the signal was sent, where Linux tells it.
   */
  private static void awaitStop(ProcessHandle process) {
    Path threads = Path.of("/proc", Long.toString(process.pid()), "task");
    await(
        Patience.limit(),
        () -> !process.isAlive() || !Files.isDirectory(threads) || areStopped(threads),
        () -> "Process " + process.pid() + " does not stop");
  }

  private static boolean areStopped(Path threads) throws IOException {
    try (Stream<Path> all = Files.list(threads)) {
      return all.allMatch(thread -> isStopped(thread.resolve("stat")));
    }
  }

  /** Or at its end. The state follows the command's name, which is in brackets. */
  private static boolean isStopped(Path stat) {
    try {
      String line = Files.readString(stat);
      return "TtZX".indexOf(line.charAt(line.lastIndexOf(')') + 2)) >= 0;
    } catch (IOException ended) {
      return true;
    }
  }

  public static void resume(ProcessHandle process) {
    signal("-CONT", process);
  }

  /** Ends a process and its children without a last word, by SIGKILL where there is one. */
  public static void kill(ProcessHandle process) {
    List<ProcessHandle> all = family(process);
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(each -> each.onExit().completeOnTimeout(each, 20, TimeUnit.SECONDS).join());
  }

  /** The process that has this number now; numbers are given anew, handles are not. */
  public static ProcessHandle running(long pid) {
    return ProcessHandle.of(pid)
        .orElseThrow(() -> new IllegalStateException("There is no process " + pid));
  }

  /** A look at a server that is starting, which may fail. */
  public interface Condition {
    boolean holds() throws Exception;
  }

  /** Waits until a condition holds. */
  static void await(Duration patience, Condition condition, Callable<String> complaint) {
    long end = System.nanoTime() + patience.toNanos();
    while (!holds(condition)) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException(textOf(complaint));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private static boolean holds(Condition condition) {
    try {
      return condition.holds();
    } catch (Exception notYet) {
      return false;
    }
  }

  private static String textOf(Callable<String> complaint) {
    try {
      return complaint.call();
    } catch (Exception e) {
      return "It does not come up: " + e;
    }
  }

  private static void signal(String signal, ProcessHandle process) {
    for (ProcessHandle each : family(process)) {
      if (each.isAlive()) {
        run("kill", signal, Long.toString(each.pid()));
      }
    }
  }

  private static List<ProcessHandle> family(ProcessHandle process) {
    List<ProcessHandle> family = new ArrayList<>();
    family.add(process);
    process.descendants().forEach(family::add);
    return family;
  }

  private static void run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A port that nobody listens at, with free ones behind it. */
  public static int freePort() {
    return freePort(PORTS_FOR_EACH);
  }

  /** A port that nobody listens at, and that no other process is given. */
  static synchronized int freePort(int room) {
    while (true) {
      if (nextPort + room > endOfBlock) {
        beginBlock();
      }
      int port = nextPort;
      nextPort += room;
      if (GIVEN.contains(port)) {
        continue;
      }
      // Bound, but not listening: a child that is just being started holds a copy for some
      // milliseconds, and a copy that listens would keep whoever gets this port from it.
      try (Socket probe = new Socket()) {
        probe.setReuseAddress(true);
        probe.bind(new InetSocketAddress(port));
        GIVEN.add(port);
        return port;
      } catch (BindException taken) {
        // The next one may be free.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Ends the use of a port for good. */
  static synchronized void giveBack(int port) {
    GIVEN.remove(port);
  }

  /** Listens at a port of this process, where a copy in a child may listen for a moment more. */
  static ServerSocket listenAt(int port) {
    AtomicReference<ServerSocket> opened = new AtomicReference<>();
    await(
        Patience.limit(),
        () -> {
          opened.set(new ServerSocket(port, 50, InetAddress.getLoopbackAddress()));
          return true;
        },
        () -> "Something else listens at port " + port);
    return Objects.requireNonNull(opened.get());
  }

  private static void beginBlock() {
    int any = ThreadLocalRandom.current().nextInt(BLOCKS);
    for (int i = 0; i < BLOCKS; i++) {
      try {
        begin(new ServerSocket(FIRST_BLOCK + (any + i) % BLOCKS * BLOCK));
        return;
      } catch (BindException taken) {
        // By another process or by this one.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    if (OWN_BLOCKS.isEmpty()) {
      throw new IllegalStateException("Other processes have all blocks of ports");
    }
    begin(OWN_BLOCKS.remove(0));
  }

  private static void begin(ServerSocket own) {
    OWN_BLOCKS.add(own);
    nextPort = own.getLocalPort() + 1;
    endOfBlock = own.getLocalPort() + BLOCK;
  }

  public static Path newDirectory(String name) {
    try {
      return Files.createTempDirectory(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void atExit(Runnable end, Path directory) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  CompletableFuture.runAsync(end).orTimeout(10, TimeUnit.SECONDS).join();
                  delete(directory);
                }));
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException | UncheckedIOException e) {
      // It lies in the directory for temporary files.
    }
  }
}
