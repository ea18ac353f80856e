package io.flagcache.conformance;

import static io.flagcache.conformance.Documents.named;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.internal.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Workers of one service key whose stored fields are damaged. They do what SDKs do: whoever is
 * elected anew has a new document from the API, and whoever stays leader hears that it has not
 * changed.
 */
final class DamagedFleet {

  private final Fleet fleet;
  private final String key = Fleet.newServiceKey();
  private final WorkerSettings.Builder settings;
  private final List<String> exposures = new ArrayList<>();
  private Worker leader;
  private Worker other;
  private int version = 1;

  /** Who polls since the damage, who reads besides, and what was damaged how. */
  private List<Worker> polling = List.of();

  private @Nullable Worker fresh;
  private String damaged = "";
  private String lastFailure = "";

  DamagedFleet(Fleet fleet, Timing timing) {
    this.fleet = fleet;
    this.settings =
        fleet
            .lasting(key)
            .pollInterval(pollInterval(timing))
            .lease(lease(timing))
            .transferDeadline(timing.deadline(2000));
    this.leader = fleet.leader(settings);
    valueOf(leader.tryReceive(named("v1")));
    this.other = fleet.follower(settings);
  }

  /** Ends soon, since a lease that names somebody else is only waited for. */
  static Duration lease(Timing timing) {
    return timing.shortLease().dividedBy(2);
  }

  static Duration pollInterval(Timing timing) {
    return timing.poll().dividedBy(2);
  }

  /**
   * Damages the field while somebody leads; returns whether the backend can hold that.
   *
   * @param leaderGone whether the leader asks no more
   * @param anew whether somebody reads who has read nothing yet
   */
  boolean damage(StoredField field, FieldDamage damage, boolean leaderGone, boolean anew) {
    elect(leader);
    boolean held = fleet.damage(key, field, damage);
    if (held) {
      damaged = "when the " + field + " was " + damage + (leaderGone ? ", its leader gone" : "");
      polling = leaderGone ? List.of(other) : List.of(leader, other);
      fresh = anew ? fleet.worker(settings) : null;
    }
    return held;
  }

  /** Has all poll once; returns whether somebody led, and others read what was published last. */
  boolean heals() {
    return polling.stream().anyMatch(this::elect)
        && reads(polling.size() > 1 ? other : leader)
        && (fresh == null || reads(fresh));
  }

  /** Ends the worker that has read since the last damage only. */
  void settle() {
    look(leader.provider().toString());
    look(other.provider().toString());
    if (fresh != null) {
      look(fresh.provider().toString());
      fresh.tryShutdown();
      fresh = null;
    }
  }

  /** The last damage, and the last failure. */
  String circumstances() {
    return damaged + lastFailure;
  }

  /** When a failure, or a worker of itself, showed hostile text as it is. */
  List<String> exposures() {
    return exposures;
  }

  private boolean elect(Worker worker) {
    if (!Boolean.TRUE.equals(valueOf(worker.tryAsk()))) {
      return false;
    }
    if (worker != leader) {
      other = leader;
      leader = worker;
      version++;
      valueOf(worker.tryReceive(named("v" + version)));
    }
    return true;
  }

  private boolean reads(Worker worker) {
    Optional<FlagDefinitionCacheData> read = valueOf(worker.tryGet());
    return read != null
        && read.isPresent()
        && Documents.haveSameContent(named("v" + version), read.get());
  }

  private <T> @Nullable T valueOf(Outcome<T> outcome) {
    for (Throwable cause = outcome.failure(); cause != null; cause = cause.getCause()) {
      look(cause.toString());
      lastFailure = "; the last failure was " + cause;
    }
    return outcome.value();
  }

  private void look(String text) {
    if (FieldDamage.showsHostileText(text)) {
      exposures.add(damaged);
    }
  }

  void shutDown() {
    leader.tryShutdown();
    other.tryShutdown();
  }
}
