package io.flagcache.core;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagcache.FlagDefinitionCacheData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Flag definitions as JSON text, without loss in either direction: numbers keep their digits,
 * unknown members stay, {@code null} stays {@code null}.
 */
public final class FlagDefinitionJson {

  /**
   * Longer than any document that a provider accepts, so that its own limit is the one in force.
   */
  private static final int MAX_STRING = Integer.MAX_VALUE;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(MAX_STRING).build())
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS) // P1
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // ASCII carries every string, even one with half a surrogate pair, through any charset.
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .build();

  private static final JavaType OBJECT =
      MAPPER.getTypeFactory().constructMapType(Map.class, String.class, Object.class);

  private FlagDefinitionJson() {}

  /**
   * Reads a document.
   *
   * @param json JSON text in UTF-8
   * @return the document
   * @throws IllegalArgumentException if the text is no JSON object, or has no list of flags; the
   *     message says where, and shows none of the text
   */
  public static FlagDefinitionCacheData parse(byte[] json) {
    Map<String, @Nullable Object> document;
    try {
      document = MAPPER.readValue(json, OBJECT);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "Flag definitions are not a JSON object: " + kindOf(e) + at(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (document == null) {
      throw new IllegalArgumentException("Flag definitions are not a JSON object, but null");
    }
    return FlagDefinitionCacheData.of(document); // P8
  }

  /**
   * Writes a document. The text has ASCII characters only; other characters are escaped.
   *
   * @param data the document
   * @return JSON text
   */
  public static byte[] write(FlagDefinitionCacheData data) {
    try {
      return MAPPER.writeValueAsBytes(data.document());
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Jackson's own messages on these quote the text, so that they are no cause either. */
  private static String kindOf(JsonProcessingException e) {
    if (e instanceof StreamConstraintsException) {
      return e.getOriginalMessage();
    }
    if (e instanceof JsonEOFException) {
      return "the text ends too early";
    }
    return e instanceof MismatchedInputException ? "another JSON value" : "malformed text";
  }

  private static String at(JsonProcessingException e) {
    return e.getLocation() == null
        ? ""
        : " at line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
  }
}
