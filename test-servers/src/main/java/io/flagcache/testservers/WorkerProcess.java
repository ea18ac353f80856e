package io.flagcache.testservers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.FlagDefinitionCacheProviders;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** A worker in a JVM of its own, which can be stopped, continued and killed. */
public final class WorkerProcess implements AutoCloseable {

  private static final String NOTHING = "-";

  private final Process process;
  private final BufferedReader answers;
  private final Writer questions;

  private WorkerProcess(Process process) {
    this.process = process;
    this.answers = process.inputReader(UTF_8);
    this.questions = process.outputWriter(UTF_8);
  }

  /**
   * Starts a worker with the class path of this JVM, and waits until it is there.
   *
   * @param url finds the provider
   * @param properties system properties of the worker
   */
  public static WorkerProcess start(String url, Map<String, String> properties) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx200m");
    properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), WorkerProcess.class.getName(), url));
    try {
      WorkerProcess worker =
          new WorkerProcess(new ProcessBuilder(command).redirectError(Redirect.INHERIT).start());
      Runtime.getRuntime().addShutdownHook(new Thread(worker::kill));
      worker.hear();
      return worker;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether it is told to fetch. */
  public boolean asks() {
    return Boolean.parseBoolean(tell("ask"));
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
    ServerProcesses.pause(process.pid());
  }

  public void resume() {
    ServerProcesses.resume(process.pid());
  }

  /** Ends the process without a last word. */
  public void kill() {
    ServerProcesses.kill(process.pid());
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
      questions.write(question + "\n");
      questions.flush();
      return hear();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String hear() throws IOException {
    String answer = answers.readLine();
    if (answer == null || answer.startsWith("failed ")) {
      throw new IllegalStateException("The worker " + (answer == null ? "has ended" : answer));
    }
    return answer;
  }

  /** The worker itself: answers each line of its input by one line. */
  public static void main(String[] arguments) throws IOException {
    PrintStream answers = System.out;
    // Whatever logs must not come between the answers.
    System.setOut(System.err);
    FlagDefinitionCacheProvider provider = FlagDefinitionCacheProviders.create(arguments[0]);
    answers.println("ready");
    BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = questions.readLine(); line != null; line = questions.readLine()) {
      answers.println(answer(provider, line));
    }
    System.exit(0);
  }

  private static String answer(FlagDefinitionCacheProvider provider, String question) {
    try {
      if (question.equals("ask")) {
        return provider.shouldFetchFlagDefinitions().toCompletableFuture().join().toString();
      }
      if (question.equals("get")) {
        return provider
            .getFlagDefinitions()
            .toCompletableFuture()
            .join()
            .map(WorkerProcess::name)
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
        Map.of("flags", List.of(), "group_type_mapping", Map.of("0", name), "cohorts", Map.of()));
  }

  private static String name(FlagDefinitionCacheData data) {
    return Objects.requireNonNull(data.groupTypeMapping().get("0"));
  }
}
