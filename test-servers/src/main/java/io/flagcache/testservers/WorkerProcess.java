package io.flagcache.testservers;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.FlagDefinitionJson;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A worker in another JVM, which can be stopped, continued and killed. Questions wait for their
 * answers; they throw an {@link IllegalStateException} if the provider's stage failed, and an
 * {@link UncheckedIOException} if the process has ended. One question at a time.
 */
public final class WorkerProcess implements AutoCloseable {

  private final WorkerJvm jvm;
  private final String seat;

  WorkerProcess(WorkerJvm jvm, String seat) {
    this.jvm = jvm;
    this.seat = seat;
  }

  /**
   * Starts a worker in a JVM of its own with the class path of this one, and waits until it is
   * there.
   *
   * @param url finds the provider
   * @param properties system properties of the worker
   */
  public static WorkerProcess start(String url, Map<String, String> properties) {
    return start(List.of(url), properties, Duration.ZERO).get(0);
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
    List<String> options = new ArrayList<>();
    properties.forEach((name, value) -> options.add("-D" + name + "=" + value));
    WorkerJvm jvm = WorkerJvm.start(System.getProperty("java.class.path"), options, skew);
    return urls.stream().map(jvm::open).toList();
  }

  /** The process that this worker is in, maybe with others. */
  public WorkerJvm jvm() {
    return jvm;
  }

  /** Connects with the backend, without a part in the election. */
  public void connects() {
    tell("connect");
  }

  /** Whether it is elected. */
  public boolean asks() {
    return asksForEpoch().isPresent();
  }

  /** The epoch under which it is elected; empty if it is not. */
  public OptionalLong asksForEpoch() {
    String answer = tell("ask");
    return answer.equals(WorkerSeat.NOTHING)
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(answer));
  }

  /** The name of the document that it reads. */
  public Optional<String> gets() {
    return Optional.of(tell("get")).filter(name -> !name.equals(WorkerSeat.NOTHING));
  }

  /**
   * Polls as an SDK does that only reads. It is an error if the provider elects it.
   *
   * @return the document that it then evaluates
   */
  public Optional<FlagDefinitionCacheData> polls() {
    return Optional.of(tell("poll"))
        .filter(document -> !document.equals(WorkerSeat.NOTHING))
        .map(document -> FlagDefinitionJson.parse(Base64.getDecoder().decode(document)));
  }

  /** Hands it a document that it is to have fetched. */
  public void receives(String name) {
    tell("receive " + name);
  }

  /** Stops the process where it is. */
  public void pause() {
    jvm.pause();
  }

  public void resume() {
    jvm.resume();
  }

  /** Ends the process without a last word. */
  public void kill() {
    jvm.kill();
  }

  /** Shuts the provider down in order; the process stays. */
  public void leaves() {
    try {
      tell(WorkerSeat.SHUTDOWN);
    } finally {
      jvm.leave(seat);
    }
  }

  /** Shuts the provider down in order, and ends the process. */
  @Override
  public void close() {
    if (jvm.isAlive()) {
      resume();
      leaves();
      kill();
    }
  }

  private String tell(String question) {
    return jvm.tell(seat, question);
  }
}
