package io.flagcache.benchmarks.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.params.SetParams;

/**
 * The shape of LaunchDarkly's persistent store on Redis: a hash with one field for each flag. Who
 * looks for changes reads all fields; who has a change writes one, if its version is higher. It
 * elects nobody: here the first is told to fetch.
 */
final class FlagStoreWorker implements CacheWorker {

  private final Jedis jedis;
  private final String hash;
  private final boolean leads;
  private int version;

  FlagStoreWorker(Jedis jedis, String serviceKey) {
    this.jedis = jedis;
    this.hash = "launchdarkly:" + serviceKey + ":features";
    this.leads = jedis.set(hash + ":leader", "taken", new SetParams().nx()) != null;
  }

  @Override
  public boolean shouldFetch() {
    return leads;
  }

  @Override
  public Object get() {
    Map<String, Object> flags = new HashMap<>();
    jedis.hgetAll(hash).forEach((key, flag) -> flags.put(key, parse(flag)));
    if (flags.isEmpty()) {
      throw new IllegalStateException("There are no definitions");
    }
    return flags;
  }

  /** The first time all flags, later the one that has changed. */
  @Override
  public void received(SampleDocument document) {
    version++;
    List<Map<String, @Nullable Object>> flags = document.data().flags();
    if (version == 1) {
      Map<String, String> fields = new HashMap<>();
      flags.forEach(flag -> fields.put(keyOf(flag), textOf(flag)));
      jedis.hset(hash, fields);
    } else {
      upsert(flags.get(0));
    }
  }

  private void upsert(Map<String, @Nullable Object> flag) {
    String key = keyOf(flag);
    Map<String, @Nullable Object> changed = new HashMap<>(flag);
    changed.put("version", version);
    jedis.watch(hash);
    String present = jedis.hget(hash, key);
    if (present != null && versionOf(present) >= version) {
      jedis.unwatch();
      return;
    }
    try (Transaction transaction = jedis.multi()) {
      transaction.hset(hash, key, textOf(changed));
      transaction.exec();
    }
  }

  private static String keyOf(Map<String, @Nullable Object> flag) {
    return String.valueOf(flag.get("key"));
  }

  private static String textOf(Map<String, @Nullable Object> flag) {
    return new String(SampleDocument.json(flag), UTF_8);
  }

  private static Map<?, ?> parse(String flag) {
    return SampleDocument.parse(flag.getBytes(UTF_8));
  }

  private static int versionOf(String flag) {
    return parse(flag).get("version") instanceof Integer known ? known : 0;
  }

  @Override
  public void close() {}
}
