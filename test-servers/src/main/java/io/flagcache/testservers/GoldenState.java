package io.flagcache.testservers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.flagcache.Deadline;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.core.store.LeaseAnswer.Held;
import io.flagcache.core.store.LeaseAnswer.HeldByOther;
import io.flagcache.core.store.LeaseRequest;
import io.flagcache.core.store.PayloadFormat;
import io.flagcache.core.store.ReadAnswer.Found;
import io.flagcache.core.store.StoreStatus.LeaseStatus;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/** The lease and the entry that golden files show, see {@link GoldenFile}. */
public final class GoldenState {

  /** Who leads. */
  public static final String OWNER = "4711-golden";

  /** How long the lease lives. */
  public static final Duration LEASE = Duration.ofSeconds(90);

  /** How long the entry lives. */
  public static final Duration ENTRY_TTL = Duration.ofHours(24);

  private static final long EPOCH = 7;
  private static final String JSON = "{\"flags\":[]}";

  private GoldenState() {}

  private static Deadline soon() {
    return Deadline.after(Duration.ofMinutes(1));
  }

  private static LeaseRequest request(String owner) {
    return new LeaseRequest(owner, LEASE, ENTRY_TTL, EPOCH - 1);
  }

  private static Entry entry(PayloadFormat format, long epoch) throws Exception {
    if (format == PayloadFormat.FRAMED) {
      FramedJson framed = FramedJson.of(JSON);
      return new Entry(new EntryStamp(epoch, 3, framed.hash()), framed.payload());
    }
    byte[] json = JSON.getBytes(StandardCharsets.UTF_8);
    byte[] hash = MessageDigest.getInstance(format.hashAlgorithm()).digest(json);
    return new Entry(new EntryStamp(epoch, 3, HexFormat.of().formatHex(hash)), json);
  }

  /** Stores it in an empty backend. */
  public static void write(FlagCacheStore store) throws Exception {
    Held held = assertInstanceOf(Held.class, store.acquireOrRenew(request(OWNER), soon()));
    Entry entry = entry(store.payloadFormat(), held.epoch());
    assertTrue(store.publish(OWNER, entry, ENTRY_TTL, soon()), "The entry was not stored");
  }

  /** Fails unless the store finds it in its backend. */
  public static void demandIn(FlagCacheStore store) throws Exception {
    Entry written = entry(store.payloadFormat(), EPOCH);
    Entry read = assertInstanceOf(Found.class, store.read(Optional.empty(), soon())).entry();
    assertArrayEquals(written.payload(), read.payload());
    assertEquals(written.stamp().hash(), read.stamp().hash());
    LeaseStatus lease = store.inspect(soon()).lease().orElseThrow();
    assertEquals(OWNER, lease.owner());
    HeldByOther refused =
        assertInstanceOf(HeldByOther.class, store.acquireOrRenew(request("another"), soon()));
    assertEquals(Optional.of(read.stamp()), refused.entry());
    if (store.payloadFormat() == PayloadFormat.FRAMED) {
      assertEquals(written.stamp(), read.stamp());
      assertEquals(EPOCH, refused.epoch());
      assertEquals(EPOCH, lease.epoch().orElseThrow());
    }
  }
}
