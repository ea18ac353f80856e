package io.flagcache.redis;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.conformance.Damage;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.core.OutagePolicy;
import io.flagcache.core.Role;
import io.flagcache.testservers.RedisServer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;

/** Workers over one set-up of real servers. */
abstract class RedisFixture implements ProviderFixture {

  private final RedisLayout layout;

  RedisFixture(RedisLayout layout) {
    this.layout = layout;
  }

  abstract RedisFlagCacheBuilder connecting(RedisFlagCacheBuilder builder);

  abstract RedisServer serverOf(String key);

  @Override
  public FlagDefinitionCacheProvider newWorker(WorkerSettings settings) {
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
    return layout == RedisLayout.POSTHOG
        ? "posthog:flags:" + serviceKey
        : "flagcache:{" + serviceKey + "}:entry";
  }

  @Override
  public void damageEntry(String serviceKey, Damage damage) {
    String key = entryKey(serviceKey);
    RedisServer server = serverOf(key);
    byte[] payload =
        Objects.requireNonNull(server.command("HGET", key, "payload"))
            .toString()
            .getBytes(StandardCharsets.ISO_8859_1);
    server.command("HSET", key, "payload", damaged(payload, damage));
  }

  private static byte[] damaged(byte[] payload, Damage damage) {
    return switch (damage) {
      case TRUNCATED -> Arrays.copyOf(payload, payload.length / 2);
      case ALTERED -> {
        byte[] altered = payload.clone();
        for (int at = payload.length / 3; at < payload.length / 3 + 8; at++) {
          altered[at] ^= 0x55;
        }
        yield altered;
      }
      case FOREIGN -> "hello".getBytes(StandardCharsets.UTF_8);
    };
  }

  @Override
  public void forgeEntry(String serviceKey, String json) throws Exception {
    String key = entryKey(serviceKey);
    RedisServer server = serverOf(key);
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    if (layout == RedisLayout.POSTHOG) {
      server.command("SET", key, text, "EX", 86_400);
      return;
    }
    ByteBuffer payload = ByteBuffer.allocate(24 + text.length);
    payload.put("FLGC".getBytes(StandardCharsets.US_ASCII)).put((byte) 1).put((byte) 1);
    payload.putShort((short) 24).putInt(0).putInt(text.length).putLong(0).put(text);
    String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    server.command("HINCRBY", key, "sequence", 1);
    server.command("HSET", key, "payload", payload.array(), "hash", hash);
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
