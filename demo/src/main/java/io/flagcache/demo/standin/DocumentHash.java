package io.flagcache.demo.standin;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.FlagDefinitionJson;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Tells documents apart in few characters. */
public final class DocumentHash {

  private static final int SHOWN_BYTES = 4;

  private DocumentHash() {}

  /**
   * Hashes a document, however it was formatted when it was received.
   *
   * @return 8 hexadecimal digits
   */
  public static String of(FlagDefinitionCacheData document) {
    return of(FlagDefinitionJson.write(document));
  }

  static String of(byte[] json) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(json);
      return HexFormat.of().formatHex(digest, 0, SHOWN_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every Java runtime has SHA-256", e);
    }
  }
}
