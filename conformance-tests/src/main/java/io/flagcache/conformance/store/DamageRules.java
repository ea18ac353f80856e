package io.flagcache.conformance.store;

import io.flagcache.conformance.FieldDamage;
import io.flagcache.conformance.StoredField;
import io.flagcache.conformance.StoredField.Part;
import io.flagcache.conformance.internal.SerializedProbe;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.LeaseAnswer.Held;
import io.flagcache.core.store.ReadAnswer;
import io.flagcache.core.store.ReadAnswer.Absent;
import io.flagcache.core.store.ReadAnswer.TooLong;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** What becomes of anything that a stranger stores: S24 to S26. */
abstract class DamageRules extends StoreRuleGroup {

  private static final int LIMIT = 100_000;

  private static final int LONG = 10 * LIMIT;

  private static final int LEASES = 3;

  DamageRules(FlagCacheStoreConformance conformance) {
    super(conformance);
  }

  @Test
  @StoreRule(value = "S24", needs = StoreCapability.STORED_FIELDS)
  @DisplayName("S24 whatever stands in a field of lease or entry, an owner leads and is read")
  final void s24AnyFieldHeals() {
    List<StoredField> fields = fieldsOf(field -> field.part() != Part.PAYLOAD);
    demandHealed(fields, field -> FieldDamage.someFor(fields.indexOf(field)), false);
  }

  @Test
  @StoreRule(value = "S24", needs = StoreCapability.STORED_FIELDS)
  @DisplayName("S24 no number that nobody stores keeps the lease with an owner that is gone")
  final void s24ADamagedLeaseEnds() {
    List<FieldDamage> numbers =
        FieldDamage.all().stream().filter(FieldDamage::isImplausibleNumber).toList();
    demandHealed(fieldsOf(field -> field.part() == Part.LEASE), field -> numbers, true);
  }

  /** All fields side by side, each under a service key of its own. */
  private void demandHealed(
      List<StoredField> fields,
      Function<StoredField, List<FieldDamage>> damages,
      boolean holderGone) {
    Map<DamagedStores, Iterator<FieldDamage>> all = new LinkedHashMap<>();
    for (StoredField field : fields) {
      all.put(new DamagedStores(harness(), timing(), field), damages.apply(field).iterator());
    }
    boolean any = false;
    while (all.values().stream().anyMatch(Iterator::hasNext)) {
      List<DamagedStores> left = new ArrayList<>();
      all.forEach(
          (stores, next) -> {
            if (next.hasNext() && stores.damage(next.next(), holderGone)) {
              left.add(stores);
            }
          });
      any |= !left.isEmpty();
      demandHealed(left);
    }
    demandAny(any, "damages such a field");
    all.keySet().forEach(DamagedStores::close);
  }

  private void demandHealed(List<DamagedStores> left) {
    Duration limit = harness().shortTime().multipliedBy(LEASES).plus(timing().slack());
    boolean healed =
        timing()
            .until(
                limit,
                harness().shortTime().dividedBy(2),
                () -> {
                  left.removeIf(DamagedStores::heals);
                  return left.isEmpty();
                });
    verdict()
        .inTime(
            healed,
            "no owner was granted the lease, published and was read within "
                + limit
                + " "
                + left.stream().findFirst().map(DamagedStores::circumstances).orElse(""));
  }

  private List<DamagedStores> damagedStores(List<StoredField> fields) {
    return fields.stream().map(field -> new DamagedStores(harness(), timing(), field)).toList();
  }

  private List<StoredField> fieldsOf(Predicate<StoredField> chosen) {
    return fields().stream().filter(chosen).toList();
  }

  private List<StoredField> fields() {
    return harness().from("name the fields", () -> harness().fixture().storedFields().all());
  }

  /** What the backend cannot hold anywhere was not judged. */
  private static void demandAny(boolean any, String what) {
    if (!any) {
      throw new TestAbortedException("The fixture has nothing that " + what);
    }
  }

  @Test
  @StoreRule(value = "S25", needs = StoreCapability.STORED_FIELDS)
  @DisplayName("S25 a payload above the limit is not returned, and can be replaced")
  final void s25LongPayloadsAreNotReturned() {
    boolean any = false;
    for (StoredField field : fields()) {
      if (field.part() == Part.PAYLOAD) {
        any |= readsNoLong(field);
      }
    }
    demandAny(any, "makes a payload " + LONG + " bytes longer");
  }

  private boolean readsNoLong(StoredField field) {
    String key = harness().serviceKey() + "-" + fields().indexOf(field);
    StoreCaller holder = harness().caller(key, LIMIT);
    StoreCaller reader = harness().caller(key, LIMIT);
    Held held = holder.leads();
    holder.published(holder.entry(held.epoch(), 1));
    FieldDamage damage = FieldDamage.longerBy(LONG);
    boolean done =
        harness()
            .from(
                "lengthen the " + field,
                () -> harness().fixture().storedFields().damage(key, field, damage));
    if (done) {
      demandTooLong(reader, reader.reads());
      Entry next = holder.published(holder.entry(held.epoch(), 9));
      harness().demandStored(reader, next, "after a payload that was too long");
    }
    return done;
  }

  private void demandTooLong(StoreCaller reader, ReadAnswer answer) {
    if (answer instanceof TooLong tooLong) {
      verdict()
          .that(
              tooLong.bytes() > LIMIT
                  && tooLong.start().length <= TooLong.START_BYTES
                  && Optional.of(tooLong.stamp()).equals(reader.stamp()),
              reader
                  + " was told "
                  + tooLong.start().length
                  + " of "
                  + tooLong.bytes()
                  + " bytes, under the stamp "
                  + tooLong.stamp());
      return;
    }
    verdict()
        .that(
            answer instanceof Absent,
            reader + " was given a payload that is longer than it takes: " + answer);
  }

  @Test
  @StoreRule(value = "S26", needs = StoreCapability.STORED_FIELDS)
  @DisplayName("S26 no stored object is deserialized")
  final void s26NothingIsDeserialized() {
    boolean any = false;
    for (DamagedStores stores : damagedStores(fields())) {
      SerializedProbe probe = new SerializedProbe();
      if (stores.damage(FieldDamage.object(probe), false)) {
        any = true;
        stores.use();
      }
      verdict()
          .that(
              !probe.wasDeserialized(),
              "a Java object was deserialized, and its code run, " + stores.circumstances());
      stores.close();
    }
    demandAny(any, "holds a serialized Java object");
  }

  @Test
  @StoreRule(value = "S26", needs = StoreCapability.STORED_FIELDS)
  @DisplayName("S26 no escape sequence or line break that is stored is shown as it is")
  final void s26NothingIsShownUnescaped() {
    boolean any = false;
    for (DamagedStores stores : damagedStores(fields())) {
      if (stores.damage(FieldDamage.hostileText(), false)) {
        any = true;
        stores.use();
      }
      stores
          .exposures()
          .forEach(
              circumstances -> {
                throw verdict()
                    .broken(
                        "stored text is shown unescaped, by a failure or toString, "
                            + circumstances);
              });
      stores.close();
    }
    demandAny(any, "holds text");
  }
}
