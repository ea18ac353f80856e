package io.flagcache.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.FlagDefinitionJson;
import io.flagcache.testservers.ShortJvm;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.assertj.core.util.Throwables;

/** A JVM with a heap of 256 MB, in which documents of 10 MB go through providers. */
final class SmallJvm implements AutoCloseable {

  static final String DONE = "done";

  /** How an answer begins if it is for want of time that a provider failed. */
  static final String LATE = "late";

  private static final int MEGABYTE = 1_000_000;
  private static final long SMALL_HEAP = 256L * 1024 * 1024;
  private static final int ATTEMPTS = 10;

  private final Process process;
  private final DataOutputStream questions;
  private final DataInputStream answers;

  private SmallJvm(Process process) {
    this.process = process;
    this.questions = new DataOutputStream(process.getOutputStream());
    this.answers = new DataInputStream(process.getInputStream());
  }

  static SmallJvm start() {
    try {
      Process process =
          new ProcessBuilder(
                  ShortJvm.command(
                      "-Xmx256m",
                      "-cp",
                      System.getProperty("java.class.path"),
                      SmallJvm.class.getName()))
              .redirectError(Redirect.INHERIT)
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      return new SmallJvm(process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says what came of it; one pair of tables at a time, for which the heap is there. */
  synchronized String run(TestTables tables) throws IOException {
    // H2 in memory is to be gone with its last connection.
    questions.writeUTF(tables.server.url().replace(";DB_CLOSE_DELAY=-1", ""));
    questions.writeUTF(tables.lease);
    questions.writeUTF(tables.entry);
    questions.flush();
    return answers.readUTF();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** The process itself. */
  public static void main(String[] none) throws IOException {
    DataInputStream questions = new DataInputStream(System.in);
    DataOutputStream answers = new DataOutputStream(System.out);
    // Whatever logs must not come between the answers.
    System.setOut(new PrintStream(System.err, true));
    while (true) {
      String answer;
      try {
        goThroughAProvider(questions.readUTF(), questions.readUTF(), questions.readUTF());
        answer = DONE;
      } catch (EOFException e) {
        System.exit(0);
        return;
      } catch (CompletionException e) {
        answer = (hasNoMemory(e) ? "" : LATE + " ") + Throwables.getStackTrace(e);
      } catch (Throwable e) {
        answer = Throwables.getStackTrace(e);
      }
      answers.writeUTF(answer.substring(0, Math.min(10_000, answer.length())));
      answers.flush();
    }
  }

  private static void goThroughAProvider(String url, String leaseTable, String entryTable)
      throws Exception {
    assertThat(Runtime.getRuntime().maxMemory()).isLessThanOrEqualTo(SMALL_HEAP);
    assertThat(FlagDefinitionJson.write(document(1)).length).isGreaterThan(10 * MEGABYTE);
    JdbcFlagCacheBuilder builder =
        JdbcFlagCache.builder()
            .url(url)
            .leaseTable(leaseTable)
            .entryTable(entryTable)
            .createSchema(true)
            .pollInterval(Duration.ofMinutes(10))
            .lease(Duration.ofHours(1))
            .decisionDeadline(TestTables.PATIENT)
            .transferDeadline(TestTables.PATIENT);
    FlagCacheProvider leader = builder.build();
    FlagCacheProvider follower = builder.build();

    try {
      assertThat(result(leader::shouldFetchFlagDefinitions)).isTrue();
      for (int version = 1; version <= 3; version++) {
        FlagDefinitionCacheData written = document(version);
        result(() -> leader.onFlagDefinitionsReceived(written));
        assertThat(result(follower::shouldFetchFlagDefinitions)).isFalse();
        FlagDefinitionCacheData read = result(follower::getFlagDefinitions).orElseThrow();
        assertThat(read.document().get("version")).isEqualTo(version);
        assertThat(read.equals(document(version))).isTrue();
      }
    } finally {
      result(follower::shutdown);
      result(leader::shutdown);
    }
  }

  /** Tries again what a busy machine did not do within the deadline. */
  private static <T> T result(Callable<CompletionStage<T>> call) throws Exception {
    for (int attempt = 1; ; attempt++) {
      try {
        return call.call().toCompletableFuture().join();
      } catch (CompletionException e) {
        if (attempt == ATTEMPTS || hasNoMemory(e)) {
          throw e;
        }
      }
    }
  }

  private static boolean hasNoMemory(Throwable failure) {
    return Optional.ofNullable(failure.getCause())
        .filter(cause -> cause instanceof OutOfMemoryError || hasNoMemory(cause))
        .isPresent();
  }

  /** Text that compression shortens by a quarter only. */
  private static FlagDefinitionCacheData document(int version) {
    Random random = new Random(version);
    List<Map<String, Object>> flags = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      byte[] bytes = new byte[7_500];
      random.nextBytes(bytes);
      flags.add(
          Map.of("key", "flag-" + i, "id", i, "text", Base64.getEncoder().encodeToString(bytes)));
    }
    return FlagDefinitionCacheData.of(Map.of("flags", flags, "version", version));
  }
}
