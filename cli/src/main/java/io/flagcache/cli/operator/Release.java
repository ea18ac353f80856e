package io.flagcache.cli.operator;

import io.flagcache.cli.failure.CommandFailure;
import io.flagcache.core.store.StoreStatus.LeaseStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Takes the lease from whoever leads. */
public final class Release {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  private final OpenCache cache;

  /** Makes a release. */
  public Release(OpenCache cache) {
    this.cache = cache;
  }

  /** What became of it. */
  public sealed interface Outcome {}

  /** Nobody leads. */
  public record NobodyLeads() implements Outcome {}

  /** Who leads now is not whom the operator meant, or was not any more when it was to be done. */
  public record AnotherLeads(LeaseStatus lease) implements Outcome {}

  /** The lease was ended. */
  public record Revoked(LeaseStatus lease) implements Outcome {}

  /**
   * Ends the present lease.
   *
   * @param epoch the one that the operator means; empty for whichever is the present one
   */
  public Outcome run(OptionalLong epoch) throws CommandFailure, InterruptedException {
    Optional<LeaseStatus> lease = cache.inspect().lease();
    if (lease.isEmpty()) {
      return new NobodyLeads();
    }
    LeaseStatus present = lease.get();
    boolean meant = epoch.isEmpty() || epoch.equals(present.epoch());
    return meant && cache.answer(cache.provider().revoke(present))
        ? new Revoked(present)
        : new AnotherLeads(present);
  }

  /** Waits until somebody leads; empty if nobody does within the time. */
  public Optional<LeaseStatus> awaitNext(Duration time)
      throws CommandFailure, InterruptedException {
    long start = System.nanoTime();
    Optional<LeaseStatus> next = cache.inspect().lease();
    while (next.isEmpty() && System.nanoTime() - start < time.toNanos()) {
      Thread.sleep(BETWEEN_LOOKS.toMillis());
      next = cache.inspect().lease();
    }
    return next;
  }
}
