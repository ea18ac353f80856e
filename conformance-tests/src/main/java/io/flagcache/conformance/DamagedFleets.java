package io.flagcache.conformance;

import io.flagcache.conformance.StoredField.Part;
import io.flagcache.conformance.internal.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A few fleets that go through cases of damage side by side, since some are only waited for. */
final class DamagedFleets implements AutoCloseable {

  /** Few, since each worker may have a client of its own. */
  private static final int COUNT = 4;

  /** One field, and what is to stand in it. */
  record Case(StoredField field, FieldDamage damage) {}

  private final Fleet fleet;
  private final Timing timing;
  private final List<DamagedFleet> fleets;
  private final List<String> exposures = new ArrayList<>();

  DamagedFleets(Fleet fleet, Timing timing) {
    this.fleet = fleet;
    this.timing = timing;
    this.fleets =
        new ArrayList<>(
            Stream.generate(() -> new DamagedFleet(fleet, timing)).limit(COUNT).toList());
  }

  /** How long it may take until somebody leads, publishes and is read by all. */
  Duration limit() {
    return DamagedFleet.lease(timing).multipliedBy(5).plus(timing.slack());
  }

  /**
   * Plays all cases; after each, all poll until it is healed.
   *
   * @param leaderGone whether the leader asks no more once it is damaged
   * @param unhealed is given a fleet that was not healed in time
   * @return whether the backend could hold any
   */
  boolean play(List<Case> cases, boolean leaderGone, Consumer<DamagedFleet> unhealed) {
    boolean any = false;
    Iterator<Case> next = cases.iterator();
    while (next.hasNext()) {
      List<DamagedFleet> damaged =
          fleets.stream().filter(one -> damage(one, next, leaderGone)).toList();
      any |= !damaged.isEmpty();
      List<DamagedFleet> left = heal(damaged);
      left.forEach(unhealed);
      damaged.forEach(DamagedFleet::settle);
      left.forEach(this::replace);
    }
    return any;
  }

  /** What has no entry any more can be damaged no further. */
  private void replace(DamagedFleet unhealed) {
    unhealed.shutDown();
    exposures.addAll(unhealed.exposures());
    fleets.set(fleets.indexOf(unhealed), new DamagedFleet(fleet, timing));
  }

  private static boolean damage(DamagedFleet fleet, Iterator<Case> next, boolean leaderGone) {
    while (next.hasNext()) {
      Case one = next.next();
      boolean anew = one.field().part() != Part.LEASE;
      if (fleet.damage(one.field(), one.damage(), leaderGone, anew)) {
        return true;
      }
    }
    return false;
  }

  /** Returns those that do not heal in time. */
  private List<DamagedFleet> heal(List<DamagedFleet> damaged) {
    List<DamagedFleet> left = new ArrayList<>(damaged);
    // In a time that tests move, too, calls may wait by the real one.
    Duration limit = limit();
    long end = System.nanoTime() + limit.plus(timing.deadline(8000)).toNanos();
    timing.until(
        limit,
        DamagedFleet.lease(timing).dividedBy(2),
        () -> {
          left.removeIf(DamagedFleet::heals);
          return left.isEmpty() || System.nanoTime() - end > 0;
        });
    return left;
  }

  /** When hostile text was shown as it is. */
  List<String> exposures() {
    return Stream.concat(
            exposures.stream(), fleets.stream().flatMap(one -> one.exposures().stream()))
        .toList();
  }

  @Override
  public void close() {
    fleets.forEach(DamagedFleet::shutDown);
  }
}
