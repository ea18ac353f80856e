package io.flagcache.conformance.reference;

import io.flagcache.conformance.internal.TestTime;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What the workers of all service keys share: a record each, and payloads; with faults. It either
 * has a clock, reads that may lag, payloads that end and a client that asks again, as DynamoDB, or
 * none of these, as a directory.
 */
final class MemoryRecordServer {

  private static final long EPOCH_MILLIS = 1_800_000_000_000L;

  private final Optional<TestTime> clock;
  private final Map<String, String> records = new HashMap<>();
  private final Map<String, String> previous = new HashMap<>();
  private final Map<String, Map<String, Payload>> payloads = new HashMap<>();
  private final AtomicReference<Runnable> beforeReplace = new AtomicReference<>(() -> {});
  private int generations;
  private boolean cut;
  private boolean losesReply;

  private record Payload(byte[] bytes, long endsAt) {}

  MemoryRecordServer(Optional<TestTime> clock) {
    this.clock = clock;
  }

  OptionalLong now() {
    return clock.isPresent()
        ? OptionalLong.of(EPOCH_MILLIS + clock.get().nanoTime() / 1_000_000)
        : OptionalLong.empty();
  }

  /** What stood there before the last change, if reads may lag. */
  synchronized Optional<String> lagging(String serviceKey) {
    return Optional.ofNullable(previous.get(serviceKey));
  }

  synchronized String record(String serviceKey) throws IOException {
    demandReachable();
    return records.getOrDefault(serviceKey, "");
  }

  private void demandReachable() throws IOException {
    if (cut) {
      throw new IOException("out of reach");
    }
  }

  boolean replace(String serviceKey, String seen, String next) throws IOException {
    beforeReplace.getAndSet(() -> {}).run();
    synchronized (this) {
      if (!record(serviceKey).equals(seen)) {
        return false;
      }
      records.put(serviceKey, next);
      if (clock.isPresent()) {
        previous.put(serviceKey, seen);
      }
      return !losesReply || isHeardInSpiteOfALostReply();
    }
  }

  private boolean isHeardInSpiteOfALostReply() throws IOException {
    losesReply = false;
    if (clock.isEmpty()) {
      throw new IOException("the answer was lost");
    }
    // As a client that asks again by itself, and is refused what it has done.
    return false;
  }

  synchronized String put(String serviceKey, byte[] payload, Duration life) throws IOException {
    demandReachable();
    String generation = "g" + ++generations;
    payloadsOf(serviceKey).put(generation, new Payload(payload.clone(), endOf(life)));
    return generation;
  }

  private long endOf(Duration life) {
    return now().isPresent() ? now().getAsLong() + life.toMillis() : Long.MAX_VALUE;
  }

  private Map<String, Payload> payloadsOf(String serviceKey) {
    Map<String, Payload> all = payloads.computeIfAbsent(serviceKey, key -> new HashMap<>());
    all.values().removeIf(payload -> payload.endsAt() <= now().orElse(0));
    return all;
  }

  synchronized Optional<byte[]> payload(String serviceKey, String generation) throws IOException {
    demandReachable();
    return Optional.ofNullable(payloadsOf(serviceKey).get(generation)).map(Payload::bytes);
  }

  synchronized void keepPayload(String serviceKey, String generation, Duration life)
      throws IOException {
    demandReachable();
    payloadsOf(serviceKey)
        .computeIfPresent(generation, (name, payload) -> new Payload(payload.bytes(), endOf(life)));
  }

  synchronized void deletePayloads(String serviceKey, Predicate<String> which) throws IOException {
    demandReachable();
    payloadsOf(serviceKey).keySet().removeIf(which);
  }

  synchronized void changeRecord(String serviceKey, UnaryOperator<String> change) {
    records.computeIfPresent(serviceKey, (key, record) -> change.apply(record));
  }

  /** Changes all payloads: one, but for what a killed writer left. */
  synchronized boolean changePayload(String serviceKey, UnaryOperator<byte[]> change) {
    Map<String, Payload> present = payloadsOf(serviceKey);
    present.replaceAll(
        (generation, payload) -> new Payload(change.apply(payload.bytes()), payload.endsAt()));
    return !present.isEmpty();
  }

  synchronized boolean removePayload(String serviceKey) {
    return payloads.remove(serviceKey) != null;
  }

  synchronized void wipe() {
    records.clear();
    previous.clear();
    payloads.clear();
  }

  void beforeNextReplace(Runnable action) {
    beforeReplace.set(action);
  }

  synchronized void loseNextReply() {
    losesReply = true;
  }

  synchronized void cut(boolean outOfReach) {
    cut = outOfReach;
  }
}
