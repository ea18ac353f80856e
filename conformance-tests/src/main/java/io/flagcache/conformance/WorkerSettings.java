package io.flagcache.conformance;

import java.time.Duration;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * The settings under which a rule needs a worker. The kit makes them, a fixture reads them.
 *
 * <p>Every provider has, in one form or another, the service key, the poll interval, the lease, the
 * TTL and the deadlines; the other settings differ from their defaults only in tests whose
 * capability is claimed.
 *
 * @param serviceKey the fleet that the worker belongs to: up to 20 lower-case letters, digits and
 *     {@code -}, but other characters and twice the length in tests of I1; a key that the provider
 *     does not take is to be refused with an {@link IllegalArgumentException}
 * @param pollInterval how often the worker is polled, roughly; shorter than the lease
 * @param lease how long leadership lives without being renewed; with the default time scale between
 *     400 ms and a minute
 * @param entryTtl how long an entry lives that no leader polls for; not shorter than the lease
 * @param decisionDeadline how long {@code shouldFetchFlagDefinitions()} and {@code shutdown()} may
 *     take; below 10 s
 * @param transferDeadline how long {@code getFlagDefinitions()} and {@code
 *     onFlagDefinitionsReceived()} may take; below 10 s
 * @param outagePolicy what the worker is told while the backend is out of reach: {@link
 *     OutagePolicy#FETCH} unless {@link Capability#HOLD_POLICY} is claimed
 * @param holdLimit how long {@link OutagePolicy#HOLD} keeps the last known definitions
 * @param reader whether the worker only reads; false unless {@link Capability#READER_ROLE} is
 *     claimed
 * @param maxDocumentBytes the longest document that the worker stores, in bytes of JSON text;
 *     empty, for the provider's own default, unless {@link Capability#DOCUMENT_LIMIT} is claimed
 * @param clockSkew how far the worker's wall clock is ahead of the true time, or behind it if
 *     negative; zero unless {@link Capability#CLOCK_SKEW} is claimed
 */
public record WorkerSettings(
    String serviceKey,
    Duration pollInterval,
    Duration lease,
    Duration entryTtl,
    Duration decisionDeadline,
    Duration transferDeadline,
    OutagePolicy outagePolicy,
    Duration holdLimit,
    boolean reader,
    OptionalInt maxDocumentBytes,
    Duration clockSkew) {

  static Builder builder(String serviceKey) {
    return new Builder(serviceKey);
  }

  Builder toBuilder() {
    Builder builder = new Builder(serviceKey);
    builder.pollInterval = pollInterval;
    builder.lease = lease;
    builder.entryTtl = entryTtl;
    builder.decisionDeadline = decisionDeadline;
    builder.transferDeadline = transferDeadline;
    builder.outagePolicy = outagePolicy;
    builder.holdLimit = holdLimit;
    builder.reader = reader;
    builder.maxDocumentBytes = maxDocumentBytes;
    builder.clockSkew = clockSkew;
    return builder;
  }

  static final class Builder {

    private final String serviceKey;
    private Duration pollInterval = Duration.ofSeconds(30);
    private Duration lease = Duration.ofSeconds(90);
    private Duration entryTtl = Duration.ofHours(24);
    private Duration decisionDeadline = Duration.ofSeconds(2);
    private Duration transferDeadline = Duration.ofSeconds(8);
    private OutagePolicy outagePolicy = OutagePolicy.FETCH;
    private Duration holdLimit = Duration.ofMinutes(10);
    private boolean reader;
    private OptionalInt maxDocumentBytes = OptionalInt.empty();
    private Duration clockSkew = Duration.ZERO;

    private Builder(String serviceKey) {
      this.serviceKey = Objects.requireNonNull(serviceKey, "serviceKey");
    }

    Builder pollInterval(Duration pollInterval) {
      this.pollInterval = pollInterval;
      return this;
    }

    Builder lease(Duration lease) {
      this.lease = lease;
      return this;
    }

    Builder entryTtl(Duration entryTtl) {
      this.entryTtl = entryTtl;
      return this;
    }

    Builder decisionDeadline(Duration decisionDeadline) {
      this.decisionDeadline = decisionDeadline;
      return this;
    }

    Builder transferDeadline(Duration transferDeadline) {
      this.transferDeadline = transferDeadline;
      return this;
    }

    Builder outagePolicy(OutagePolicy outagePolicy) {
      this.outagePolicy = outagePolicy;
      return this;
    }

    Builder holdLimit(Duration holdLimit) {
      this.holdLimit = holdLimit;
      return this;
    }

    Builder reader() {
      this.reader = true;
      return this;
    }

    Builder maxDocumentBytes(int maxDocumentBytes) {
      this.maxDocumentBytes = OptionalInt.of(maxDocumentBytes);
      return this;
    }

    Builder clockSkew(Duration clockSkew) {
      this.clockSkew = clockSkew;
      return this;
    }

    WorkerSettings build() {
      return new WorkerSettings(
          serviceKey,
          pollInterval,
          lease,
          entryTtl,
          decisionDeadline,
          transferDeadline,
          outagePolicy,
          holdLimit,
          reader,
          maxDocumentBytes,
          clockSkew);
    }
  }
}
