package io.flagcache.demo.standin;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.FlagDefinitionJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** One version of the document that the stand-in serves, in the forms in which it is asked for. */
public final class ServedDocument {

  private final FlagDefinitionCacheData definitions;
  private final byte[] json;
  private final byte[] gzip;
  private final String hash;

  private ServedDocument(FlagDefinitionCacheData definitions, byte[] json) {
    this.definitions = definitions;
    this.json = json;
    this.gzip = compress(json);
    this.hash = DocumentHash.of(definitions);
  }

  /**
   * Takes a document as it is, byte for byte.
   *
   * @throws IllegalArgumentException if it is no JSON object with a list of flags
   */
  public static ServedDocument of(byte[] json) {
    return new ServedDocument(FlagDefinitionJson.parse(json), json.clone());
  }

  /** Takes a document that was made here. */
  public static ServedDocument of(FlagDefinitionCacheData definitions) {
    return new ServedDocument(definitions, FlagDefinitionJson.write(definitions));
  }

  /** The number of flags. */
  public int flags() {
    return definitions.flags().size();
  }

  /** The length as JSON text. */
  public int bytes() {
    return json.length;
  }

  /** The hash that {@link DocumentHash} gives this document. */
  public String hash() {
    return hash;
  }

  /**
   * Switches the first flag on or off.
   *
   * @return the changed document, or empty if there is no flag
   */
  public Optional<FlagSwitch> switchFirstFlag() {
    Map<String, @Nullable Object> document = new LinkedHashMap<>(definitions.document());
    List<@Nullable Object> flags =
        new ArrayList<>((List<?>) document.getOrDefault("flags", List.of()));
    for (int i = 0; i < flags.size(); i++) {
      if (flags.get(i) instanceof Map<?, ?> flag) {
        boolean active = Boolean.FALSE.equals(flag.get("active"));
        Map<Object, @Nullable Object> changed = new LinkedHashMap<>(flag);
        changed.put("active", active);
        flags.set(i, changed);
        document.put("flags", flags);
        return Optional.of(
            new FlagSwitch(
                String.valueOf(flag.get("key")), active, of(FlagDefinitionCacheData.of(document))));
      }
    }
    return Optional.empty();
  }

  /**
   * A document in which one flag was switched.
   *
   * @param key the flag
   * @param active whether it is on now
   * @param document the document with the switched flag
   */
  public record FlagSwitch(String key, boolean active, ServedDocument document) {}

  String etag() {
    return '"' + DocumentHash.of(json) + '"';
  }

  byte[] body(boolean compressed) {
    return compressed ? gzip : json;
  }

  private static byte[] compress(byte[] json) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return compressed.toByteArray();
  }
}
