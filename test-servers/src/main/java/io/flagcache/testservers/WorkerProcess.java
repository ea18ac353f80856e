package io.flagcache.testservers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.FlagDefinitionCacheProviders;
import io.flagcache.core.FlagCacheEvent.BecameLeader;
import io.flagcache.core.FlagCacheProvider;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A worker in a JVM of its own, which can be stopped, continued and killed. Questions wait for
 * their answers; they throw an {@link IllegalStateException} if the provider's stage failed, and an
 * {@link UncheckedIOException} if the process has ended.
 */
public final class WorkerProcess implements AutoCloseable {

  private static final String NOTHING = "-";
  private static final String END = "end";

  private final Process process;
  private final int seat;
  private final Writer questions;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  private WorkerProcess(Process process, int seat, Writer questions) {
    this.process = process;
    this.seat = seat;
    this.questions = questions;
  }

  /**
   * Starts a worker with the class path of this JVM, and waits until it is there.
   *
   * @param url finds the provider
   * @param properties system properties of the worker
   */
  public static WorkerProcess start(String url, Map<String, String> properties) {
    return start(url, properties, Duration.ZERO);
  }

  /**
   * Starts a worker whose wall clock is wrong.
   *
   * @param url finds the provider
   * @param properties system properties of the worker
   * @param skew how far its clock is ahead
   */
  public static WorkerProcess start(String url, Map<String, String> properties, Duration skew) {
    return start(List.of(url), properties, skew).get(0);
  }

  /**
   * Starts several workers that share a process, and so stop and end together.
   *
   * @param urls find a provider each
   * @param properties system properties of the process
   * @param skew how far its clock is ahead
   */
  public static List<WorkerProcess> start(
      List<String> urls, Map<String, String> properties, Duration skew) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx100m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
    if (!skew.isZero()) {
      command.add(WrongClockAgent.option(skew));
    }
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), WorkerProcess.class.getName()));
    command.addAll(urls);
    try {
      Process process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> ServerProcesses.kill(process.toHandle())));
      Writer questions = process.outputWriter(UTF_8);
      List<WorkerProcess> workers =
          IntStream.range(0, urls.size())
              .mapToObj(seat -> new WorkerProcess(process, seat, questions))
              .toList();
      Thread listener = new Thread(() -> listen(process, workers), "answers");
      listener.setDaemon(true);
      listener.start();
      for (WorkerProcess worker : workers) {
        worker.hear();
      }
      return workers;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void listen(Process process, List<WorkerProcess> workers) {
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int space = line.indexOf(' ');
        workers
            .get(Integer.parseInt(line.substring(0, space)))
            .answers
            .add(line.substring(space + 1));
      }
    } catch (IOException processHasEnded) {
      // As after the last line.
    }
    workers.forEach(worker -> worker.answers.add(END));
  }

  /** Whether it is told to fetch. */
  public boolean asks() {
    return asksForEpoch().isPresent();
  }

  /** The epoch under which it is told to fetch; empty if it is told not to. */
  public OptionalLong asksForEpoch() {
    String answer = tell("ask");
    return answer.equals(NOTHING) ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(answer));
  }

  /** The name of the document that it reads. */
  public Optional<String> gets() {
    return Optional.of(tell("get")).filter(name -> !name.equals(NOTHING));
  }

  /** Hands it a document that it is to have fetched. */
  public void receives(String name) {
    tell("receive " + name);
  }

  /** Stops the process where it is. */
  public void pause() {
    ServerProcesses.pause(process.toHandle());
  }

  public void resume() {
    ServerProcesses.resume(process.toHandle());
  }

  /** Ends the process without a last word. */
  public void kill() {
    ServerProcesses.kill(process.toHandle());
  }

  /** Shuts the provider down in order, and ends the process. */
  @Override
  public void close() {
    if (process.isAlive()) {
      resume();
      tell("shutdown");
      kill();
    }
  }

  private String tell(String question) {
    try {
      synchronized (questions) {
        questions.write(seat + " " + question + "\n");
        questions.flush();
      }
      return hear();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String hear() throws IOException {
    String answer;
    try {
      answer = answers.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
    if (answer.equals(END)) {
      answers.add(END);
      throw new EOFException("The worker has ended");
    }
    if (answer.startsWith("failed ")) {
      throw new IllegalStateException("The worker " + answer);
    }
    return answer;
  }

  /** The process itself: answers each line of its input by one line, in the order of each seat. */
  public static void main(String[] urls) throws IOException {
    PrintStream answers = System.out;
    // Whatever logs must not come between the answers.
    System.setOut(System.err);
    List<Consumer<String>> seats = new ArrayList<>();
    for (String url : urls) {
      int seat = seats.size();
      seats.add(seat(url, answer -> answers.println(seat + " " + answer)));
    }
    BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = questions.readLine(); line != null; line = questions.readLine()) {
      int space = line.indexOf(' ');
      seats.get(Integer.parseInt(line.substring(0, space))).accept(line.substring(space + 1));
    }
    System.exit(0);
  }

  private static Consumer<String> seat(String url, Consumer<String> answers) {
    FlagDefinitionCacheProvider provider = FlagDefinitionCacheProviders.create(url);
    AtomicLong epoch = new AtomicLong();
    ((FlagCacheProvider) provider)
        .addListener(
            event -> {
              if (event instanceof BecameLeader leads) {
                epoch.set(leads.epoch());
              }
            });
    answers.accept("ready");
    Executor thread = Executors.newSingleThreadExecutor();
    return question -> thread.execute(() -> answers.accept(answer(provider, epoch, question)));
  }

  private static String answer(
      FlagDefinitionCacheProvider provider, AtomicLong epoch, String question) {
    try {
      if (question.equals("ask")) {
        boolean fetch = provider.shouldFetchFlagDefinitions().toCompletableFuture().join();
        return fetch ? epoch.toString() : NOTHING;
      }
      if (question.equals("get")) {
        return provider
            .getFlagDefinitions()
            .toCompletableFuture()
            .join()
            .map(WorkerProcess::nameOf)
            .orElse(NOTHING);
      }
      if (question.equals("shutdown")) {
        provider.shutdown().toCompletableFuture().join();
        return "done";
      }
      String name = question.substring("receive ".length());
      provider.onFlagDefinitionsReceived(named(name)).toCompletableFuture().join();
      return "done";
    } catch (CompletionException e) {
      return "failed " + String.valueOf(e.getCause()).replace('\n', ' ');
    }
  }

  private static FlagDefinitionCacheData named(String name) {
    return FlagDefinitionCacheData.of(
        Map.of(
            "flags",
            List.of(Map.of("key", (name + "☂").repeat(500), "id", 9_007_199_254_740_993L)),
            "group_type_mapping",
            Map.of("0", name),
            "cohorts",
            Map.of()));
  }

  /** The document's name, if all of it is what belongs to the name. */
  private static String nameOf(FlagDefinitionCacheData data) {
    String name = String.valueOf(data.groupTypeMapping().get("0"));
    return data.equals(named(name)) ? name : "damaged " + name;
  }
}
