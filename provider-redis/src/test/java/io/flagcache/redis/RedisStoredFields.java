package io.flagcache.redis;

import io.flagcache.conformance.FieldDamage;
import io.flagcache.conformance.StoredField;
import io.flagcache.conformance.StoredField.Part;
import io.flagcache.conformance.StoredFields;
import io.flagcache.testservers.RedisServer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The fields of a service key's hashes or strings, and how long the leader's key is to live. */
final class RedisStoredFields implements StoredFields {

  /** Damages one field of a service key; returns false if it cannot hold the damage. */
  private interface Change {
    boolean apply(String serviceKey, FieldDamage damage);
  }

  private final Function<String, RedisServer> serverOf;
  private final UnaryOperator<String> nameOf;
  private final Map<StoredField, Change> changes = new LinkedHashMap<>();

  /**
   * Looks into a server or a cluster.
   *
   * @param serverOf finds the server of a key
   * @param nameOf what a key is called on the server
   */
  RedisStoredFields(
      RedisLayout layout, Function<String, RedisServer> serverOf, UnaryOperator<String> nameOf) {
    this.serverOf = serverOf;
    this.nameOf = nameOf;
    if (layout == RedisLayout.POSTHOG) {
      put(Part.LEASE, "lock", (key, damage) -> damageString(lock(key), damage));
      put(Part.LEASE, "lock's lifetime", (key, damage) -> damageLifetime(lock(key), damage));
      put(Part.PAYLOAD, "document", (key, damage) -> damageDocument(document(key), damage));
      return;
    }
    put(Part.LEASE, "lease's holder", (key, damage) -> damageHolder(own(key, "lease"), damage));
    put(Part.LEASE, "lease's lifetime", (key, damage) -> damageLifetime(own(key, "lease"), damage));
    for (String field : List.of("owner", "epoch", "lease")) {
      put(Part.LEASE, field, (key, damage) -> damageField(own(key, "epoch"), field, damage));
    }
    for (String field : List.of("epoch", "sequence", "hash", "published", "ttl")) {
      put(Part.ENTRY, field, (key, damage) -> damageField(own(key, "entry"), field, damage));
    }
    put(
        Part.PAYLOAD,
        "payload",
        (key, damage) -> damageField(own(key, "entry"), "payload", damage));
  }

  private void put(Part part, String name, Change change) {
    changes.put(new StoredField(part, name), change);
  }

  private static String own(String serviceKey, String name) {
    return "flagcache:{" + serviceKey + "}:" + name;
  }

  private static String document(String serviceKey) {
    return "posthog:flags:" + serviceKey;
  }

  private static String lock(String serviceKey) {
    return document(serviceKey) + ":lock";
  }

  @Override
  public List<StoredField> all() {
    return List.copyOf(changes.keySet());
  }

  @Override
  public boolean damage(String serviceKey, StoredField field, FieldDamage damage) {
    return Objects.requireNonNull(changes.get(field)).apply(serviceKey, damage);
  }

  private @Nullable Object tell(String key, String command, Object... words) {
    Object[] all = new Object[words.length + 2];
    all[0] = command;
    all[1] = nameOf.apply(key);
    System.arraycopy(words, 0, all, 2, words.length);
    return serverOf.apply(key).command(all);
  }

  private static byte[] bytes(@Nullable Object text) {
    return text == null ? new byte[0] : text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private boolean damageField(String key, String field, FieldDamage damage) {
    if (damage.isMissing()) {
      tell(key, "HDEL", field);
    } else {
      tell(key, "HSET", field, damage.of(bytes(tell(key, "HGET", field))));
    }
    return true;
  }

  /** The holder is the name of a field. */
  private boolean damageHolder(String key, FieldDamage damage) {
    List<?> holders = (List<?>) Objects.requireNonNull(tell(key, "HKEYS"));
    if (holders.isEmpty()) {
      return false;
    }
    byte[] holder = bytes(holders.get(0));
    if (!damage.isMissing()) {
      tell(key, "HSET", damage.of(holder), "1");
    }
    if (damage.isMissing() || !Arrays.equals(damage.of(holder), holder)) {
      tell(key, "HDEL", holder);
    }
    return true;
  }

  private boolean damageLifetime(String key, FieldDamage damage) {
    if (damage.isMissing()) {
      tell(key, "PERSIST");
      return true;
    }
    OptionalLong millis = damage.of(1000L);
    if (millis.isEmpty()) {
      return false;
    }
    try {
      tell(key, "PEXPIRE", millis.getAsLong());
      return true;
    } catch (IllegalStateException tooLong) {
      return false;
    }
  }

  private boolean damageString(String key, FieldDamage damage) {
    if (damage.isMissing()) {
      tell(key, "DEL");
    } else {
      tell(key, "SET", damage.of(bytes(tell(key, "GET"))), "KEEPTTL");
    }
    return true;
  }

  /** Plain JSON does not tell when a letter in it was changed. */
  private boolean damageDocument(String key, FieldDamage damage) {
    byte[] present = bytes(tell(key, "GET"));
    byte[] damaged = damage.of(present);
    boolean looksRight =
        !damage.isMissing()
            && damaged.length == present.length
            && damaged.length > 0
            && damaged[0] == present[0]
            && damaged[damaged.length - 1] == present[present.length - 1];
    return !looksRight && damageString(key, damage);
  }
}
