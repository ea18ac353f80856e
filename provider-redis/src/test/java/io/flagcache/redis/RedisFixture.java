package io.flagcache.redis;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.conformance.Damage;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.StoredFields;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.core.OutagePolicy;
import io.flagcache.core.Role;
import io.flagcache.testservers.FramedJson;
import io.flagcache.testservers.RedisServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Workers over one set-up of real servers. */
abstract class RedisFixture implements ProviderFixture {

  private final RedisLayout layout;
  private final Set<String> serviceKeys = ConcurrentHashMap.newKeySet();

  RedisFixture(RedisLayout layout) {
    this.layout = layout;
  }

  final RedisLayout layout() {
    return layout;
  }

  abstract RedisFlagCacheBuilder connecting(RedisFlagCacheBuilder builder);

  abstract RedisServer serverOf(String key);

  /** What a key is called on the server. */
  String nameOf(String key) {
    return key;
  }

  @Override
  public FlagDefinitionCacheProvider newWorker(WorkerSettings settings) {
    serviceKeys.add(settings.serviceKey());
    RedisFlagCacheBuilder builder =
        connecting(RedisFlagCache.builder())
            .layout(layout)
            .serviceKey(settings.serviceKey())
            .pollInterval(settings.pollInterval())
            .lease(settings.lease())
            .entryTtl(settings.entryTtl())
            .decisionDeadline(settings.decisionDeadline())
            .transferDeadline(settings.transferDeadline())
            .outagePolicy(OutagePolicy.valueOf(settings.outagePolicy().name()))
            .holdLimit(settings.holdLimit())
            .role(settings.reader() ? Role.READER : Role.WORKER);
    settings.maxDocumentBytes().ifPresent(builder::maxDocumentBytes);
    return builder.build();
  }

  private String entryKey(String serviceKey) {
    return keys(serviceKey).get(0);
  }

  private List<String> keys(String serviceKey) {
    if (layout == RedisLayout.POSTHOG) {
      String entry = "posthog:flags:" + serviceKey;
      return List.of(entry, entry + ":lock");
    }
    String prefix = "flagcache:{" + serviceKey + "}:";
    return List.of(prefix + "entry", prefix + "lease", prefix + "epoch");
  }

  /** Deletes the keys of this test alone: others share the servers. */
  @Override
  public void wipe() {
    serviceKeys.stream()
        .flatMap(serviceKey -> keys(serviceKey).stream())
        .forEach(key -> serverOf(key).command("DEL", nameOf(key)));
  }

  @Override
  public void damageEntry(String serviceKey, Damage damage) {
    String key = entryKey(serviceKey);
    RedisServer server = serverOf(key);
    byte[] payload =
        Objects.requireNonNull(server.command("HGET", key, "payload"))
            .toString()
            .getBytes(StandardCharsets.ISO_8859_1);
    server.command("HSET", key, "payload", damage.of(payload));
  }

  @Override
  public void forgeEntry(String serviceKey, String json) {
    String key = entryKey(serviceKey);
    RedisServer server = serverOf(key);
    if (layout == RedisLayout.POSTHOG) {
      server.command("SET", key, json, "EX", 86_400);
      return;
    }
    FramedJson framed = FramedJson.of(json);
    server.command("HINCRBY", key, "sequence", 1);
    server.command("HSET", key, "payload", framed.payload(), "hash", framed.hash());
  }

  @Override
  public StoredFields storedFields() {
    return new RedisStoredFields(layout, this::serverOf, this::nameOf);
  }

  @Override
  public Set<String> secrets() {
    return Set.of(RedisTestServers.PASSWORD);
  }

  @Override
  public void close() {
    // The servers are shared.
  }
}
