package io.flagcache.example.directory;

import io.flagcache.core.LeaseRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who leads, as the file {@code lease} says it.
 *
 * @param owner who holds the lease; empty after a release
 * @param epoch the number of the lease
 * @param beat changes whenever the leader polls or an entry is stored: who sees it unchanged for
 *     long enough may take over
 * @param lease how long that is
 * @param entryTtl how long the entry lives without a change of the beat
 */
record LeaseRecord(
    Optional<String> owner, long epoch, long beat, Duration lease, Duration entryTtl) {

  /** Reads what is in the file; what is missing or damaged counts as never written. */
  static LeaseRecord parse(String text) {
    Map<String, String> values = new HashMap<>();
    text.lines()
        .map(line -> line.split("=", 2))
        .filter(pair -> pair.length == 2)
        .forEach(pair -> values.put(pair[0], pair[1]));
    return new LeaseRecord(
        Optional.ofNullable(values.get("owner")).filter(owner -> !owner.isEmpty()),
        number(values, "epoch"),
        number(values, "beat"),
        Duration.ofMillis(number(values, "leaseMillis")),
        Duration.ofMillis(number(values, "entryTtlMillis")));
  }

  private static long number(Map<String, String> values, String name) {
    try {
      return Math.max(0, Long.parseLong(values.getOrDefault(name, "0")));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  String text() {
    return "owner="
        + owner.orElse("")
        + "\nepoch="
        + epoch
        + "\nbeat="
        + beat
        + "\nleaseMillis="
        + lease.toMillis()
        + "\nentryTtlMillis="
        + entryTtl.toMillis()
        + "\n";
  }

  boolean isLedBy(String candidate) {
    return owner.filter(candidate::equals).isPresent();
  }

  boolean isLedBy(String candidate, long underEpoch) {
    return isLedBy(candidate) && epoch == underEpoch;
  }

  LeaseRecord leasedTo(LeaseRequest request, long underEpoch) {
    return new LeaseRecord(
        Optional.of(request.owner()), underEpoch, beat + 1, request.lease(), request.entryTtl());
  }

  LeaseRecord withEntry(Duration ttl) {
    return new LeaseRecord(owner, epoch, beat + 1, lease, ttl);
  }

  LeaseRecord released() {
    return new LeaseRecord(Optional.empty(), epoch, beat + 1, lease, entryTtl);
  }
}
