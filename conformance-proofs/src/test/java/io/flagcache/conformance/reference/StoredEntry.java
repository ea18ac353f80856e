package io.flagcache.conformance.reference;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.FlagDefinitionJson;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32;

/** A document as the backend keeps it. */
final class StoredEntry {

  private final Stamp stamp;

  /** Its text, or the start of it; never changed. */
  private final byte[] json;

  private final int bytes;

  /** Fifty simulated workers read the same entry. */
  private volatile Parsed parsed;

  private record Parsed(int limit, Optional<FlagDefinitionCacheData> document) {}

  StoredEntry(Stamp stamp, byte[] json) {
    this(stamp, json, json.length);
  }

  StoredEntry(Stamp stamp, byte[] json, int bytes) {
    this.stamp = stamp;
    this.json = json;
    this.bytes = bytes;
  }

  /** Identifies an entry without its document. */
  record Stamp(long epoch, long sequence, String hash) {}

  static StoredEntry of(long epoch, long sequence, byte[] json) {
    return new StoredEntry(new Stamp(epoch, sequence, hashOf(json)), json);
  }

  Stamp stamp() {
    return stamp;
  }

  byte[] json() {
    return json;
  }

  /** How long the whole text is. */
  int bytes() {
    return bytes;
  }

  boolean isWhole() {
    return stamp.hash().equals(hashOf(json));
  }

  /** Empty if it is not whole, or not a document of this size at most. */
  Optional<FlagDefinitionCacheData> parse(int limit) {
    Parsed known = parsed;
    if (known == null || known.limit() != limit) {
      known = new Parsed(limit, parseAnew(limit));
      parsed = known;
    }
    return known.document();
  }

  private Optional<FlagDefinitionCacheData> parseAnew(int limit) {
    try {
      return isWhole() ? Optional.of(FlagDefinitionJson.parse(json, limit)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  StoredEntry withJson(byte[] bytes) {
    return new StoredEntry(stamp, bytes);
  }

  StoredEntry startOf(int start) {
    return new StoredEntry(stamp, Arrays.copyOf(json, start), bytes);
  }

  boolean isCut() {
    return json.length < bytes;
  }

  /** Tells damage, and versions apart; nobody forges what is stored in this process. */
  private static String hashOf(byte[] json) {
    CRC32 checksum = new CRC32();
    checksum.update(json);
    return HexFormat.of().toHexDigits(checksum.getValue(), 8);
  }
}
