package io.flagcache.core;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
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
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Flag definitions as JSON text, without loss in either direction: numbers keep their digits,
 * unknown members stay, {@code null} stays {@code null}.
 */
public final class FlagDefinitionJson {

  /** How long a document may be where no other {@code maxDocumentBytes} is set: 16 MiB. */
  public static final int DEFAULT_MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

  static {
    JacksonVersion.requireUsable();
  }

  /** The limits of every version of Jackson, so that what one worker writes each can read. */
  private static final StreamReadConstraints CONSTRAINTS =
      StreamReadConstraints.builder()
          .maxNestingDepth(DocumentLimits.MAX_DEPTH)
          .maxNumberLength(DocumentLimits.MAX_NUMBER_DIGITS)
          .maxNameLength(DocumentLimits.MAX_NAME_CHARACTERS)
          .maxStringLength(Integer.MAX_VALUE) // The length of the document is limited.
          .build();

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(CONSTRAINTS)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  // Names stay in the memory of the parsers, and collide at random.
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS) // P1
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.WRAP_EXCEPTIONS)
          // ASCII carries every string, even one with half a surrogate pair, through any charset.
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .build();

  /** In UTF-8. */
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private static final JavaType OBJECT =
      MAPPER.getTypeFactory().constructMapType(Map.class, String.class, Object.class);

  private FlagDefinitionJson() {}

  /**
   * Reads a document of up to {@link #DEFAULT_MAX_DOCUMENT_BYTES}.
   *
   * @param json JSON text in UTF-8
   * @return the document
   * @throws IllegalArgumentException as for {@link #parse(byte[], int)}
   */
  public static FlagDefinitionCacheData parse(byte[] json) {
    return parse(json, DEFAULT_MAX_DOCUMENT_BYTES);
  }

  /**
   * Reads a document. It may be nested 500 levels deep, have names of 50,000 characters and numbers
   * of 1,000 digits, and one name or value in each eight bytes of the limit.
   *
   * @param json JSON text in UTF-8
   * @param maxDocumentBytes the longest text
   * @return the document
   * @throws IllegalArgumentException if the text is no JSON object, has no list of flags, or is
   *     beyond a limit; the message says where, and shows none of the text
   */
  public static FlagDefinitionCacheData parse(byte[] json, int maxDocumentBytes) {
    Map<String, @Nullable Object> document;
    try (JsonParser parser = parser(json, maxDocumentBytes)) {
      document = MAPPER.readValue(parser, OBJECT);
    } catch (JsonProcessingException | CharacterCodingException | NumberFormatException e) {
      throw new IllegalArgumentException("Flag definitions are not a JSON object: " + problemOf(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (document == null) {
      throw new IllegalArgumentException("Flag definitions are not a JSON object, but null");
    }
    return FlagDefinitionCacheData.of(document); // P8
  }

  private static JsonParser parser(byte[] json, int maxDocumentBytes) throws IOException {
    DocumentLimits limits = new DocumentLimits(maxDocumentBytes);
    if (json.length > maxDocumentBytes) {
      throw limits.tooLong(json.length);
    }
    return new BoundedParser(ofCharacters(json), limits);
  }

  /**
   * A parser of characters: those of bytes refuse names beyond the basic plane (2.21.0, 2.21.1),
   * and take some texts that are no UTF-8 (before 2.23).
   */
  private static JsonParser ofCharacters(byte[] json) throws IOException {
    if (isUtf16Or32(json)) {
      return MAPPER.getFactory().createParser(json); // Of characters, too.
    }
    int begin = startsWithMark(json) ? BYTE_ORDER_MARK.length : 0;
    return MAPPER
        .getFactory()
        .createParser(
            new InputStreamReader(
                new ByteArrayInputStream(json, begin, json.length - begin),
                StandardCharsets.UTF_8.newDecoder()));
  }

  /** JSON begins with ASCII, or with a mark in the order of its bytes. */
  private static boolean isUtf16Or32(byte[] json) {
    return json.length > 1 && (json[0] == 0 || json[1] == 0 || (json[0] & 0xFE) == 0xFE);
  }

  private static boolean startsWithMark(byte[] json) {
    int length = BYTE_ORDER_MARK.length;
    return json.length >= length && Arrays.equals(json, 0, length, BYTE_ORDER_MARK, 0, length);
  }

  /**
   * Requires that every worker with this limit can read again what was written.
   *
   * @param json what {@link #write} made of it
   * @throws IllegalArgumentException if it cannot
   */
  static void requireReadable(FlagDefinitionCacheData data, byte[] json, int maxDocumentBytes) {
    DocumentLimits limits = new DocumentLimits(maxDocumentBytes);
    if (json.length > maxDocumentBytes || !OrdinaryContent.isAllOf(data.document(), limits)) {
      requireReadable(json, maxDocumentBytes);
    }
  }

  private static void requireReadable(byte[] json, int maxDocumentBytes) {
    CharsetEncoder wholeCharacters = StandardCharsets.UTF_8.newEncoder();
    try (JsonParser parser = parser(json, maxDocumentBytes)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.VALUE_NUMBER_FLOAT) {
          parser.getDecimalValue();
        } else if (token == JsonToken.FIELD_NAME) {
          requireWhole(parser.currentName(), wholeCharacters);
        }
      }
    } catch (JsonProcessingException | NumberFormatException e) {
      throw new IllegalArgumentException(
          "The flag definitions cannot be read again as JSON: " + problemOf(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Jackson reads half a surrogate pair in a name up to 2.22, and refuses it from 2.23 on. */
  private static void requireWhole(String name, CharsetEncoder wholeCharacters) {
    if (!wholeCharacters.canEncode(name)) {
      throw new IllegalArgumentException(
          "The flag definitions cannot be read again as JSON: a name has half a surrogate pair");
    }
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

  private static String problemOf(Exception e) {
    if (e instanceof CharacterCodingException) {
      return "the text is not UTF-8";
    }
    return e instanceof JsonProcessingException json
        ? kindOf(json) + at(json)
        : "a number's exponent is beyond what a BigDecimal can hold";
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
