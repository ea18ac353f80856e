package io.flagcache.conformance;

import static io.flagcache.conformance.Documents.named;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.DamagedFleets.Case;
import io.flagcache.conformance.StoredField.Part;
import io.flagcache.conformance.internal.JsonDifference;
import io.flagcache.conformance.internal.SerializedProbe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What strangers who write to the backend, and documents that are hard to read, do: H1 to H4. */
abstract class HostileStoreRules extends ProviderRuleGroup {

  private static final int LIMIT = 20_000;

  private static final int LONG = 50 * LIMIT;

  HostileStoreRules(FlagDefinitionCacheProviderConformance conformance) {
    super(conformance);
  }

  @Test
  @Rule(value = "H1", needs = Capability.STORED_FIELDS)
  @DisplayName("H1 whatever stands in any field, a worker leads, publishes and is read by all")
  final void h1AnyFieldHeals() {
    List<Case> cases = new ArrayList<>();
    for (StoredField field : fleet().storedFields()) {
      FieldDamage.someFor(fleet().storedFields().indexOf(field))
          .forEach(damage -> cases.add(new Case(field, damage)));
    }
    demandHealed(cases, false);
  }

  @Test
  @Rule(value = "H1", needs = Capability.STORED_FIELDS)
  @DisplayName("H1 no number that nobody stores keeps the lease with a worker that is gone")
  final void h1ADamagedLeaseEnds() {
    demandHealed(
        cases(
            fleet().storedFields(Part.LEASE),
            FieldDamage.all().stream().filter(FieldDamage::isImplausibleNumber).toList()),
        true);
  }

  private void demandHealed(List<Case> cases, boolean leaderGone) {
    try (DamagedFleets fleets = new DamagedFleets(fleet(), timing())) {
      boolean any =
          fleets.play(
              cases,
              leaderGone,
              unhealed -> {
                throw verdict()
                    .late(
                        "nobody led, published and was read by all within "
                            + fleets.limit()
                            + " "
                            + unhealed.circumstances());
              });
      Fleet.demandAny(any, "damages such a field");
    }
  }

  private static List<Case> cases(List<StoredField> fields, List<FieldDamage> damages) {
    return fields.stream()
        .flatMap(field -> damages.stream().map(damage -> new Case(field, damage)))
        .toList();
  }

  @Test
  @Rule(
      value = "H2",
      needs = {Capability.STORED_FIELDS, Capability.DOCUMENT_LIMIT})
  @DisplayName("H2 content above the limit reads as none, and is replaced")
  final void h2LongContentIsAbsent() {
    boolean any = false;
    for (StoredField field : fleet().storedFields(Part.PAYLOAD)) {
      String key = Fleet.newServiceKey();
      WorkerSettings.Builder settings = fleet().lasting(key).maxDocumentBytes(LIMIT);
      Worker leader = fleet().leader(settings, named("v1"));
      Worker reader = fleet().worker(settings);
      FieldDamage damage = FieldDamage.longerBy(LONG);
      if (fleet().damage(key, field, damage)) {
        any = true;
        demandNone(reader, reader.gets(), "when the " + field + " was " + damage);
        demandReplaced(leader, reader, "when the " + field + " had been " + damage);
      }
    }
    Fleet.demandAny(any, "makes a payload " + LONG + " bytes longer");
  }

  @Test
  @Rule(
      value = "H2",
      needs = {Capability.FORGED_ENTRY, Capability.DOCUMENT_LIMIT})
  @DisplayName("H2 content that becomes long when it is expanded reads as none, and is replaced")
  final void h2ExpandedContentIsAbsent() {
    for (String json :
        List.of(
            "{\"flags\":[]," + " ".repeat(15 * LIMIT) + "\"end\":0}",
            "{\"flags\":[" + "{},".repeat(5 * LIMIT) + "{}]}")) {
      String key = Fleet.newServiceKey();
      WorkerSettings.Builder settings = fleet().lasting(key).maxDocumentBytes(LIMIT);
      Worker leader = fleet().leader(settings, named("v1"));
      Worker reader = fleet().worker(settings);
      fleet().run("forge the entry", () -> fleet().fixture().forgeEntry(key, json));
      String what = "a document of " + json.length() + " bytes, above the limit, was stored";
      demandNone(reader, reader.gets(), "when " + what);
      demandReplaced(leader, reader, "when " + what);
    }
  }

  private void demandNone(
      Worker worker, Optional<FlagDefinitionCacheData> read, String circumstances) {
    verdict().that(read.isEmpty(), worker + " read a document instead of none " + circumstances);
  }

  private void demandReplaced(Worker leader, Worker reader, String circumstances) {
    verdict().that(leader.asks(), "the leader was not elected " + circumstances);
    leader.receives(named("v2"));
    fleet().awaitReads(reader, named("v2"), circumstances);
  }

  @Test
  @Rule("H3")
  @DisplayName("H3 a document is read by all, or refused with a message")
  final void h3WhatIsAcceptedIsRead() {
    demandReadOrRefused(ExtremeDocuments.all(), fleet().lasting());
  }

  @Test
  @Rule(value = "H3", needs = Capability.DOCUMENT_LIMIT)
  @DisplayName("H3 a document of many values is read by all, or refused with a message")
  final void h3ManyValuesAreRead() {
    demandReadOrRefused(
        ExtremeDocuments.ofManyValues(), fleet().lasting().maxDocumentBytes(2 * LIMIT));
  }

  private void demandReadOrRefused(
      Map<String, FlagDefinitionCacheData> documents, WorkerSettings.Builder settings) {
    FlagDefinitionCacheData present = named("v1");
    Worker leader = fleet().leader(settings, present);
    Worker follower = fleet().follower(settings);
    for (Map.Entry<String, FlagDefinitionCacheData> each : documents.entrySet()) {
      String what = each.getKey();
      Outcome<Void> received = leader.tryReceive(each.getValue());
      if (received.failed()) {
        demandExplained(leader, received, what);
      } else {
        present = each.getValue();
      }
      String circumstances =
          "when " + what + " had been " + (received.failed() ? "refused" : "accepted");
      verdict().that(leader.asks(), "the leader was not elected " + circumstances);
      demandSameValue(follower, follower.polls(), present, circumstances);
    }
    Worker fresh = fleet().worker(settings);
    demandSameValue(fresh, fresh.gets(), present, "after all");
  }

  private void demandExplained(Worker leader, Outcome<Void> refusal, String what) {
    Throwable failure = refusal.failure();
    if (refusal.ranOutOfTime() && failure != null) {
      throw verdict()
          .callFailed(
              leader + " ran out of time over " + what,
              refusal.took(),
              refusal.deadline(),
              failure);
    }
    String message = failure == null ? null : failure.getMessage();
    verdict()
        .that(
            message != null && !message.isBlank(),
            leader + " refused " + what + " without a message: " + failure);
  }

  private void demandSameValue(
      Worker worker,
      Optional<FlagDefinitionCacheData> read,
      FlagDefinitionCacheData expected,
      String circumstances) {
    verdict().that(read.isPresent(), worker + " read nothing " + circumstances);
    JsonDifference.between(expected, read.orElseThrow())
        .ifPresent(
            difference -> {
              throw verdict()
                  .broken(worker + " read another value " + circumstances + ": " + difference);
            });
  }

  @Test
  @Rule(value = "H4", needs = Capability.STORED_FIELDS)
  @DisplayName("H4 no stored object is deserialized")
  final void h4NothingIsDeserialized() {
    Map<StoredField, SerializedProbe> probes = new LinkedHashMap<>();
    fleet().storedFields().forEach(field -> probes.put(field, new SerializedProbe()));
    List<Case> cases = new ArrayList<>();
    probes.forEach((field, probe) -> cases.add(new Case(field, FieldDamage.object(probe))));
    boolean any;
    try (DamagedFleets fleets = new DamagedFleets(fleet(), timing())) {
      any = fleets.play(cases, false, unhealed -> {});
    }
    probes.forEach(
        (field, probe) ->
            verdict()
                .that(
                    !probe.wasDeserialized(),
                    "a Java object that stood in the "
                        + field
                        + " was deserialized, and its code run"));
    Fleet.demandAny(any, "holds a serialized Java object");
  }

  @Test
  @Rule(value = "H4", needs = Capability.STORED_FIELDS)
  @DisplayName("H4 no escape sequence or line break that is stored is shown as it is")
  final void h4NothingIsShownUnescaped() {
    try (DamagedFleets fleets = new DamagedFleets(fleet(), timing())) {
      boolean any =
          fleets.play(
              cases(fleet().storedFields(), List.of(FieldDamage.hostileText())),
              false,
              unhealed -> {});
      fleets
          .exposures()
          .forEach(
              circumstances -> {
                throw verdict()
                    .broken(
                        "stored text is shown unescaped, by a failure or toString, "
                            + circumstances);
              });
      Fleet.demandAny(any, "holds text");
    }
  }
}
