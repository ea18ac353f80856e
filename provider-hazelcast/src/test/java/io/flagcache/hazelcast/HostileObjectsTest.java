package io.flagcache.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.DataSerializable;
import com.hazelcast.nio.serialization.genericrecord.GenericRecordBuilder;
import io.flagcache.testservers.HazelcastCluster;
import io.flagcache.testservers.ServerProcesses;
import java.io.Externalizable;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Objects that somebody else put into the map, of classes that the worker has on its class path.
 */
class HostileObjectsTest {

  /** Where code of such a class ran since the object was stored. */
  private static final AtomicReference<@Nullable Throwable> EXECUTED = new AtomicReference<>();

  private static void executed() {
    EXECUTED.set(new Throwable("executed here"));
  }

  /** Far from what a healthy call takes, and short beside the test. */
  private static final Duration DEADLINE = Duration.ofSeconds(3);

  private final String key = "hostile-" + UUID.randomUUID();

  /** Runs code when Java makes it of bytes. */
  private static final class Gadget implements Serializable {
    private static final long serialVersionUID = 1;

    private void readObject(ObjectInputStream in) {
      executed();
    }
  }

  /** Runs code when Java makes it of bytes, by other means. */
  public static final class ExternalGadget implements Externalizable {
    private static final long serialVersionUID = 1;

    public ExternalGadget() {
      executed();
    }

    @Override
    public void writeExternal(ObjectOutput out) {}

    @Override
    public void readExternal(ObjectInput in) {}
  }

  /** Runs code when Hazelcast makes it by its name. */
  public static final class NamedGadget implements DataSerializable {
    public NamedGadget() {
      executed();
    }

    @Override
    public void writeData(ObjectDataOutput out) {}

    @Override
    public void readData(ObjectDataInput in) {}
  }

  /** Runs code when its class is looked up to fill its fields. */
  public static final class CompactGadget {
    static {
      executed();
    }

    int number;
  }

  static Stream<Arguments> objects() {
    return Stream.of(
        arguments("Serializable", of(Gadget::new)),
        arguments("Externalizable", of(ExternalGadget::new)),
        arguments("DataSerializable", of(NamedGadget::new)),
        arguments(
            "Compact",
            of(
                () ->
                    GenericRecordBuilder.compact(
                            HostileObjectsTest.class.getName() + "$CompactGadget")
                        .setInt32("number", 1)
                        .build())),
        arguments("deep list", of(HostileObjectsTest::deepList)),
        arguments("map", of(() -> new HashMap<>(Map.of("owner", "a")))),
        arguments("number", of(() -> 5)),
        arguments("array of texts", of(() -> new String[] {"epoch=1"})));
  }

  private static Supplier<Object> of(Supplier<Object> object) {
    return object;
  }

  private static List<Object> deepList() {
    List<Object> list = new ArrayList<>();
    for (int level = 0; level < 500; level++) {
      list = new ArrayList<>(List.of(list));
    }
    return list;
  }

  private static TestWorker client(String serviceKey) {
    MembersProcess members = TestClusters.shared().members();
    return new TestWorker(
        HazelcastFlagCache.builder()
            .url("hazelcast://" + members.name() + "@" + String.join(",", members.addresses()))
            .serviceKey(serviceKey),
        DEADLINE,
        DEADLINE);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("objects")
  void aRecordThatIsAnObjectIsAbsentAndReplaced(String kind, Supplier<Object> object) {
    IMap<String, Object> map = TestClusters.shared().admin().getMap(TestClusters.MAP);
    store(map, key + "/lease", object);

    try (TestWorker worker = client(key);
        TestWorker other = client(key)) {
      worker.awaitLead();
      worker.receives("a");
      other.awaitReads("a");
    }
    demandNothingExecuted();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("objects")
  void aPayloadThatIsAnObjectIsAbsentAndPublishedAgain(String kind, Supplier<Object> object) {
    IMap<String, Object> map = TestClusters.shared().admin().getMap(TestClusters.MAP);
    try (TestWorker worker = client(key)) {
      worker.awaitLead();
      worker.receives("a");
      String payload =
          map.keySet().stream()
              .filter(name -> name.startsWith(key + "/payload/"))
              .findFirst()
              .orElseThrow();
      store(map, payload, object);

      try (TestWorker other = client(key)) {
        assertThat(other.leads()).isFalse();
        Awaitility.await().atMost(HazelcastCluster.PATIENCE).until(() -> readsNothing(other));
        worker.leadsUntilReadBy(other, "a");
      }
    }
    demandNothingExecuted();
  }

  /** A first answer that is never made an object counts as none. */
  private static boolean readsNothing(TestWorker worker) {
    try {
      return worker.reads().isEmpty();
    } catch (CompletionException e) {
      return false;
    }
  }

  /** One worker for all, since its member takes long to start. */
  @Test
  void aMemberOfOursMakesNoObjectsEither() {
    int port = ServerProcesses.freePort();
    String cluster = "hostile-" + UUID.randomUUID();
    try (TestWorker worker =
        new TestWorker(
            HazelcastFlagCache.builder()
                .url("hazelcast:embedded")
                .cluster(cluster)
                .port(port)
                .serviceKey(key))) {
      worker.awaitLead();
      HazelcastInstance attacker = TestClusters.client(cluster, List.of("127.0.0.1:" + port));
      try {
        TestClusters.awaitWorks(attacker);
        IMap<String, Object> map = attacker.getMap(TestClusters.MAP);
        objects()
            .forEach(
                object -> {
                  @SuppressWarnings("unchecked")
                  Supplier<Object> hostile = (Supplier<Object>) object.get()[1];
                  store(map, key + "/lease", hostile);
                  worker.awaitLead();
                  worker.receives("a");
                  assertThat(worker.reads()).contains(TestWorker.document("a"));
                  demandNothingExecuted();
                });
      } finally {
        attacker.shutdown();
      }
    }
  }

  private static void demandNothingExecuted() {
    Throwable executed = EXECUTED.get();
    if (executed != null) {
      throw new AssertionError("code of a stored class ran", executed);
    }
  }

  private static void store(IMap<String, Object> map, String at, Supplier<Object> object) {
    map.set(at, object.get());
    EXECUTED.set(null);
  }
}
