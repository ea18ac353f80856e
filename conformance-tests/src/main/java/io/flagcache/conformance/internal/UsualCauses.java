package io.flagcache.conformance.internal;

import static java.util.Map.entry;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is usually wrong where a rule is broken, for the end of each failure. */
final class UsualCauses {

  private static final Map<String, String> PROVIDER_RULES =
      Map.ofEntries(
          entry("E1", "the check and the write of the lease are two steps of the backend"),
          entry(
              "E2",
              "a reentrant lock that is locked again, or a renewal that adds to the lease or is left out"),
          entry("E3", "the lease of the settings is not passed on, or is cut to a unit of its own"),
          entry("E4", "the lease has no end in the backend, or a longer one than the settings say"),
          entry("E5", "a shutdown that does not end the lease, or ends it too late"),
          entry("E6", "a release that does not compare owner and epoch in the step that ends it"),
          entry("E7", "a background task, a read or a publication that renews the lease"),
          entry("E8", "an owner that is a host, a process, a thread or a connection"),
          entry("E9", "System.currentTimeMillis() or a local time in a record that others compare"),
          entry("P1", "a typed model, a library that reads numbers as Double, or a text encoding"),
          entry("P2", "a document that is written in place, or in parts of which some are seen"),
          entry(
              "P3", "a check of the lease before the write, or one of the owner without the epoch"),
          entry("P4", "a cache that is found empty in one step and filled in another"),
          entry("P5", "only publishing prolongs the entry, and the leader's question does not"),
          entry("P6", "the leader keeps no copy of the last document that it published or read"),
          entry("P7", "a leader that never resigns, or that leads again at the next question"),
          entry("P8", "an exception for what cannot be read, or no check of what was read"),
          entry("P9", "a limit of the backend or its client, or one in characters and not bytes"),
          entry(
              "P10", "the TTL of the settings is not passed on, or a read or refusal prolongs it"),
          entry("P11", "a document that was received directly is forgotten when the cache is back"),
          entry("O1", "the entry carries the epoch of its publication alone, and not of its fetch"),
          entry("O2", "a document whose publication was refused is forgotten"),
          entry("F1", "a call without a time-out, or a lock that is held while another call waits"),
          entry("F2", "an empty answer is made up during an outage, or no new connection after it"),
          entry("F3", "arguments are checked, or the client is called, before there is a stage"),
          entry("F4", "a shutdown closes what others use, or later calls still reach the backend"),
          entry("F5", "a failed write is taken for one that was not done: read it back"),
          entry("F6", "a client or an executor for each worker or call that nobody closes"),
          entry("C1", "a read of an empty cache returns at once, or waits beyond its deadline"),
          entry("C2", "the first question takes the lease without a look at the entry"),
          entry("C3", "the role of the settings is not passed on, or not to what reads"),
          entry(
              "H1", "numbers that are believed whatever they are, or an exception for each field"),
          entry("H2", "a length that is judged after the whole was read or expanded"),
          entry(
              "H3",
              "what the writer takes is not what the reader takes: read it before it is sent"),
          entry("H4", "a client's default codec, or text of the store in messages as it is"),
          entry("U1", "another name, key or form of the lease than in the version before"),
          entry("U2", "a new form of what is stored that the version before takes for damage"),
          entry("I1", "a collation, a separator or a shortened key that takes two keys for one"),
          entry("I2", "the URL, or a client's message, as it is"),
          entry("R1", "the payload is read to see whether it has changed: ask for its stamp"),
          entry("R2", "the length is not asked for before the payload"),
          entry("R3", "a leader that reads or publishes at each poll to see that all is there"));

  private static final Map<String, String> STORE_RULES =
      Map.ofEntries(
          entry("S1", "the lease is read and written in two steps without a condition"),
          entry("S2", "a renewal that takes a new epoch, or locks again"),
          entry("S3", "a renewal that adds to the lease, or a unit that is too coarse"),
          entry("S4", "an epoch that is deleted with the lease, or a floor that is not looked at"),
          entry("S5", "the lease alone is prolonged, or a refusal or a dead entry is, too"),
          entry("S6", "an answer that is put together from two states, or one that skips expiry"),
          entry("S7", "a release that deletes the record, or compares the owner alone"),
          entry("S8", "a wait for a lock that another holds: give up at once"),
          entry("S9", "the lease is checked before the write, or without its epoch"),
          entry("S10", "absence is checked before the write, or an expired entry counts as there"),
          entry("S11", "text in place of bytes, or stamp and payload in two writes"),
          entry("S12", "the stamp that the reader names is not compared"),
          entry("S13", "a deletion without a condition on the stamp"),
          entry("S14", "some primitives look at the end of the entry and others do not"),
          entry("S15", "a key that is shortened, folded or put together without a separator"),
          entry("S16", "a call that is given no time-out, or each of several the whole of it"),
          entry("S17", "an exception of the client that is caught and becomes an empty answer"),
          entry("S18", "a repeated write that meets its own first one is refused"),
          entry("S19", "a store that closes a client it was handed, or releases its lease"),
          entry("S20", "the URL, or a client's message, as it is"),
          entry("S21", "an inspection that goes the way of a renewal, or that skips expiry"),
          entry("S22", "a revocation that compares the owner alone, or deletes the record"),
          entry("S23", "an epoch that is parsed or believed without bounds: see EpochRule"),
          entry("S24", "a field that is believed whatever it is, or an exception for it"),
          entry("S25", "a payload that is read whole before its length is judged"),
          entry("S26", "a client's default codec, or text of the store in messages as it is"));

  private UsualCauses() {}

  /** The ids of the rules that are in the table. */
  static Set<String> rules() {
    Set<String> rules = new HashSet<>(PROVIDER_RULES.keySet());
    rules.addAll(STORE_RULES.keySet());
    return rules;
  }

  /** What is usually wrong, if the table knows the rule. */
  static Optional<String> of(String rule) {
    return Optional.ofNullable(PROVIDER_RULES.get(rule))
        .or(() -> Optional.ofNullable(STORE_RULES.get(rule)));
  }
}
