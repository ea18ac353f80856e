package io.flagcache.conformance;

import static io.flagcache.conformance.rule.ConformanceRule.must;
import static io.flagcache.conformance.rule.ConformanceRule.should;

import io.flagcache.conformance.internal.JudgedRule;
import io.flagcache.conformance.internal.RuleBook;
import io.flagcache.conformance.internal.RuleOrder;
import io.flagcache.conformance.rule.ConformanceRule;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All rules of the contract, in their order. */
public final class ConformanceRules {

  private static final List<ConformanceRule<Capability>> ALL =
      List.of(
          must(
              "E1",
              "Of any number of workers that ask at the same moment, exactly one is elected.",
              Capability.OTHER_PROCESS,
              Capability.RACE_HOOK),
          must(
              "E2",
              "A leader that asks again is elected again, from any thread and any number of"
                  + " times. However often it asked, one shutdown ends its lease at once, and"
                  + " without further questions the lease ends one lease after the last."),
          must("E3", "While the lease lives, every other worker is not elected."),
          must("E4", "A leader that vanishes is replaced within its lease and one poll interval."),
          must(
              "E5",
              "After the leader's orderly shutdown the next worker that asks leads, unless C2 keeps"
                  + " it from doing so."),
          must(
              "E6",
              "A late or repeated shutdown, or that of a worker that does not lead, frees nobody"
                  + " else's lease.",
              Capability.RACE_HOOK),
          must(
              "E7",
              "A leader that stops asking loses the lease, though its process lives and goes on"
                  + " reading and publishing."),
          must(
              "E8",
              "Every provider instance is its own owner: two in one process, on one thread or over"
                  + " one client, never pass for each other."),
          must(
              "E9",
              "Wall clocks of two machines are never compared: a worker whose clock is wrong, or in"
                  + " another time zone, leads, follows and takes over like any other.",
              Capability.CLOCK_SKEW),
          must(
              "P1",
              "Every worker reads what the leader published, as the same JSON value: integers stay"
                  + " integers and keep all digits, fractions keep all digits, and nulls, text of"
                  + " any script, empty and nested values and unknown members stay as they are."),
          must(
              "P2",
              "Publishing replaces the document in one step, whatever its size: a reader gets the"
                  + " old one or the new one, never a mix."),
          must(
              "P3",
              "Once another worker leads, what the superseded leader publishes is refused without"
                  + " an error and replaces nothing.",
              Capability.RACE_HOOK),
          must(
              "P4",
              "What a worker received that does not lead may fill an empty cache and never replaces"
                  + " an entry; neither is an error.",
              Capability.RACE_HOOK),
          must(
              "P5",
              "An entry lives as long as some leader polls, though nothing is published for longer"
                  + " than the TTL."),
          must(
              "P6",
              "After the backend has lost its data, the leader publishes the last document it saw"
                  + " again at its next poll."),
          should(
              "P7",
              "A leader of an empty cache that has nothing to publish for a few polls gives the"
                  + " lease up and stays out of the election for a while, so that another worker"
                  + " leads."),
          must(
              "P8",
              "Absent content reads as none. Content that is damaged, cut short, foreign or no flag"
                  + " definitions is treated as absent: it is never returned, fails no call, and is"
                  + " replaced by the leader.",
              Capability.CORRUPTION,
              Capability.FORGED_ENTRY),
          must(
              "P9",
              "A document of 10 MB is stored and read. One beyond the configured limit fails the"
                  + " stage with a message that has its size and the limit in bytes, and the old"
                  + " entry stays.",
              Capability.DOCUMENT_LIMIT),
          must(
              "P10",
              "An entry that nobody leads for dies when its TTL has passed since a leader last polled"
                  + " or published, and not earlier."),
          must(
              "P11",
              "A worker that received a newer document while the backend was out of reach does not"
                  + " go back to the older entry when the backend returns, and the leader publishes"
                  + " the newer one.",
              Capability.BACKEND_OUTAGE),
          must(
              "O1",
              "What was fetched under a later leadership is newer: what a superseded leader had"
                  + " fetched is not published over it, though that worker leads again."),
          should(
              "O2",
              "What a leader received is not lost because another led when it was stored: it is"
                  + " published when its worker leads again and nothing later was."),
          must(
              "F1",
              "Every call returns at once and its stage completes within its deadline, even while"
                  + " the backend hangs. When the backend goes on, so does the worker.",
              Capability.BACKEND_HANG),
          must(
              "F2",
              "While the backend is out of reach every worker but a reader may fetch: its question"
                  + " fails, or is answered by true; under the policy HOLD it is answered by false, and the worker"
                  + " reads what it last knew, for a bounded time. When the backend returns, the"
                  + " worker goes on without a restart.",
              Capability.BACKEND_OUTAGE,
              Capability.HOLD_POLICY),
          must(
              "F3",
              "Failures arrive in the stage: no method throws, and none returns null. What could not"
                  + " be asked or stored is a failure, and neither none nor done.",
              Capability.BACKEND_OUTAGE),
          must(
              "F4",
              "A shutdown may be repeated, from any thread and during other calls, which still"
                  + " complete, as if made before it or after it. Afterwards the worker is not elected, reads none and stores"
                  + " nothing, all without an error, and workers that share a client with it go"
                  + " on."),
          must(
              "F5",
              "If the backend did its part and the reply was lost, a stored document counts as"
                  + " stored, and a granted lease as the worker's own. A reply that is lost at a"
                  + " shutdown keeps nobody from leading next.",
              Capability.LOST_REPLY),
          must(
              "F6",
              "Cancelled stages, interrupted callers and workers that were shut down leave no thread"
                  + " and no connection behind, and calls beside them go on. A worker that goes on"
                  + " polling gains neither.",
              Capability.CONNECTION_COUNT),
          should(
              "C1",
              "Of workers that start on an empty cache one is elected; a read by the others"
                  + " waits, within its deadline, for the first document, and is none if none"
                  + " comes. So it is on a cache that has lost its data, or holds nothing but"
                  + " damage.",
              Capability.CORRUPTION),
          must(
              "C2",
              "A worker whose first question finds a live entry is not elected, so that it"
                  + " starts from the cache even if the API is down; from the second question on it"
                  + " takes part in the election."),
          must(
              "C3",
              "A worker in the reader role is never elected, not even in an outage, and never writes:"
                  + " it fills, prolongs and discards nothing. It reads without having asked.",
              Capability.READER_ROLE,
              Capability.FORGED_ENTRY,
              Capability.BACKEND_OUTAGE),
          must(
              "H1",
              "Whatever stands in a field of lease, entry or payload, no worker fails for good: what"
                  + " it cannot believe it treats as absent, and within a lease and a few polls some"
                  + " worker leads, publishes and is read by all.",
              Capability.STORED_FIELDS),
          must(
              "H2",
              "Content beyond the configured limit is refused before it is expanded: it reads as none,"
                  + " and is replaced by what the leader publishes next.",
              Capability.STORED_FIELDS,
              Capability.FORGED_ENTRY,
              Capability.DOCUMENT_LIMIT),
          must(
              "H3",
              "What a provider accepts for publication every other worker reads, as the same JSON"
                  + " value. What it does not accept fails the stage with a message, and the old"
                  + " entry stays.",
              Capability.DOCUMENT_LIMIT),
          must(
              "H4",
              "Nothing that is stored is deserialized by Java's serialization, and nothing of it"
                  + " reaches toString or the text of a failure with control or format characters in"
                  + " it.",
              Capability.STORED_FIELDS),
          must(
              "U1",
              "Workers of two versions of a provider take part in one election: one leads, hands over"
                  + " to the other version, is replaced by it, and is refused once it is"
                  + " superseded.",
              Capability.OTHER_VERSION),
          must(
              "U2",
              "What a worker of one version stored, those of the other read, as the same JSON value,"
                  + " whichever version leads next.",
              Capability.OTHER_VERSION),
          must("I1", "Workers with different service keys never see each other."),
          must(
              "I2",
              "Credentials never appear in toString or in the text of a failure.",
              Capability.CREDENTIALS,
              Capability.BACKEND_OUTAGE),
          should(
              "R1",
              "A follower's poll with unchanged definitions is one round trip, moves no payload and"
                  + " returns the very document that it read before.",
              Capability.COST_COUNTERS),
          should(
              "R2",
              "Content beyond the configured limit is refused before it is transferred: its length is"
                  + " judged where it lies, and no more is moved than the limit.",
              Capability.STORED_FIELDS,
              Capability.DOCUMENT_LIMIT,
              Capability.COST_COUNTERS),
          should(
              "R3",
              "A leader's poll that brings no document moves no payload, and takes no more round"
                  + " trips than a renewal of the lease.",
              Capability.COST_COUNTERS));

  static final RuleBook<Capability> BOOK =
      new RuleBook<>(
          ALL,
          test ->
              Optional.ofNullable(test.getAnnotation(Rule.class))
                  .map(
                      rule ->
                          new JudgedRule<>(
                              rule.value(), Set.of(rule.needs()), Set.of(rule.disturbs()))));

  private ConformanceRules() {}

  static final class Order extends RuleOrder {
    Order() {
      super(BOOK);
    }
  }

  /**
   * All rules.
   *
   * @return the rules in their order; unmodifiable
   */
  public static List<ConformanceRule<Capability>> all() {
    return ALL;
  }

  /**
   * Finds a rule.
   *
   * @param id for example {@code E1}
   * @return the rule, if there is one
   */
  public static Optional<ConformanceRule<Capability>> find(String id) {
    return ALL.stream().filter(rule -> rule.id().equals(id)).findFirst();
  }
}
