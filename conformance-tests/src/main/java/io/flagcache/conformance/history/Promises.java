package io.flagcache.conformance.history;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What can be promised to a fleet: its settings, what its store can tell, and what the machine may
 * add to any time. What happened to it (data lost, an API that failed or went back to an earlier
 * document) is part of its history instead. Immutable.
 */
public final class Promises {

  private final Builder settings;

  private Promises(Builder settings) {
    this.settings = settings;
  }

  /**
   * Begins with a store that tells ages and a machine that takes no time; nobody ever goes back,
   * and no time but that of leases is judged.
   *
   * @param lease how long a lease lasts
   * @return the builder
   */
  public static Builder withLease(Duration lease) {
    return new Builder(Objects.requireNonNull(lease, "lease"));
  }

  Duration lease() {
    return settings.lease;
  }

  Duration entryTtl() {
    return settings.entryTtl;
  }

  Duration slack() {
    return settings.slack;
  }

  Ages ages() {
    return settings.ages;
  }

  Optional<Duration> holdTime() {
    return Optional.ofNullable(settings.holdTime);
  }

  Optional<Duration> takeOver() {
    return Optional.ofNullable(settings.takeOver);
  }

  Optional<Duration> firstWait() {
    return Optional.ofNullable(settings.firstWait);
  }

  Optional<Duration> longestCall() {
    return Optional.ofNullable(settings.longestCall);
  }

  boolean isLossless() {
    return settings.lossless;
  }

  boolean readsShowTheEntry() {
    return settings.readsShowTheEntry;
  }

  /** Collects what can be promised. */
  public static final class Builder {

    private final Duration lease;
    private Duration entryTtl = Duration.ofHours(24);
    private Duration slack = Duration.ZERO;
    private Ages ages = Ages.TOLD;
    private @Nullable Duration holdTime;
    private @Nullable Duration takeOver;
    private @Nullable Duration firstWait;
    private @Nullable Duration longestCall;
    private boolean readsShowTheEntry;
    private boolean lossless;

    private Builder(Duration lease) {
      this.lease = lease;
    }

    private Builder(Builder other) {
      this.lease = other.lease;
      this.entryTtl = other.entryTtl;
      this.slack = other.slack;
      this.ages = other.ages;
      this.holdTime = other.holdTime;
      this.takeOver = other.takeOver;
      this.firstWait = other.firstWait;
      this.longestCall = other.longestCall;
      this.readsShowTheEntry = other.readsShowTheEntry;
      this.lossless = other.lossless;
    }

    /**
     * Sets how long an entry lives that nobody leads for.
     *
     * @param entryTtl 24 hours by default
     * @return this builder
     */
    public Builder entryTtl(Duration entryTtl) {
      this.entryTtl = entryTtl;
      return this;
    }

    /**
     * Sets what the machine may have added to times: by so much two leases may seem to overlap in a
     * fleet of real processes, and a take-over may be late.
     *
     * @param slack none by default, which is right in virtual time
     * @return this builder
     */
    public Builder slack(Duration slack) {
      this.slack = slack;
      return this;
    }

    /**
     * Sets what the store tells of the age of an entry.
     *
     * @param ages that it is told, by default
     * @return this builder
     */
    public Builder ages(Ages ages) {
      this.ages = ages;
      return this;
    }

    /**
     * Allows workers to go back to an older entry in the end.
     *
     * @param holdTime how long a worker has to hold the newer document against it before
     * @return this builder
     */
    public Builder holdTime(Duration holdTime) {
      this.holdTime = holdTime;
      return this;
    }

    /**
     * Has E4 judged.
     *
     * @param takeOver how long nobody may lead when a lease has ended while the backend is in reach
     * @return this builder
     */
    public Builder takeOver(Duration takeOver) {
      this.takeOver = takeOver;
      return this;
    }

    /**
     * Has C1 judged.
     *
     * @param firstWait how long a worker that has nothing waits at least for a first document
     *     before it may fetch
     * @return this builder
     */
    public Builder firstWait(Duration firstWait) {
      this.firstWait = firstWait;
      return this;
    }

    /**
     * Has F1 judged.
     *
     * @param longestCall what the SDK waits for a call
     * @return this builder
     */
    public Builder longestCall(Duration longestCall) {
      this.longestCall = longestCall;
      return this;
    }

    /**
     * Takes what a worker reads, and did not receive itself, for what is stored. It is not where
     * the backend can be out of reach for a worker without an event that says so, since the worker
     * then reads from memory; P4 and P5 are judged there by the events that say what is stored.
     *
     * @return this builder
     */
    public Builder readsShowTheEntry() {
      this.readsShowTheEntry = true;
      return this;
    }

    /**
     * Has it judged that everybody serves the API's very document: to the last member (P1), and in
     * the end also an earlier one that the API serves again (O2). It can be promised where every
     * worker fetches for itself, so that nothing is handed over that an SDK has parsed, and no ETag
     * outlives the document that it belongs to.
     *
     * @return this builder
     */
    public Builder lossless() {
      this.lossless = true;
      return this;
    }

    /**
     * Makes the promises.
     *
     * @return they are immutable
     * @throws IllegalArgumentException if the lease is not above zero, or the slack not below it
     */
    public Promises build() {
      if (lease.isZero() || lease.isNegative()) {
        throw new IllegalArgumentException("lease is " + lease + "; use more than zero");
      }
      if (slack.isNegative() || slack.compareTo(lease) >= 0) {
        throw new IllegalArgumentException(
            "slack is " + slack + "; use zero or more, and less than the lease, " + lease);
      }
      return new Promises(new Builder(this));
    }
  }
}
