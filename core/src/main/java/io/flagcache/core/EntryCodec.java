package io.flagcache.core;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.PayloadFormat;
import io.flagcache.core.store.ReadAnswer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The layout of a stored payload. {@link PayloadFormat#JSON} is the JSON text as it is. {@link
 * PayloadFormat#FRAMED} is a header, then the document's JSON text, compressed if that pays.
 *
 * <pre>
 * offset  bytes
 *      0      4  'F' 'L' 'G' 'C'
 *      4      1  format version of the writer
 *      5      1  oldest format version that can read this payload
 *      6      2  length of the header, from offset 0
 *      8      1  compression: 0 none, 1 gzip
 *      9      3  zero
 *     12      4  length of the JSON text
 *     16      8  milliseconds between receipt from the API and storing
 *     24      8  epoch of the leader that fetched the document; 0 if unknown
 *     32      8  its place among what was fetched under that epoch; 0 if unknown
 * </pre>
 *
 * <p>A header may end before the epoch, which is unknown then. A later version may lengthen it:
 * readers skip what they do not know. A payload that names a newer version as its oldest reader is
 * left alone.
 */
final class EntryCodec {

  private static final int MAGIC = 'F' << 24 | 'L' << 16 | 'G' << 8 | 'C';
  private static final byte VERSION = 1;
  private static final short HEADER_BYTES = 40;

  /** Without the epoch of the fetch, which may be unknown. */
  private static final short LEAST_HEADER_BYTES = 24;

  private static final byte PLAIN = 0;
  private static final byte GZIP = 1;

  /** No entry lives as long; what claims to be older is damaged, and must not overflow a clock. */
  private static final Duration LONGEST_AGE = Duration.ofDays(3660);

  /** Below this the gzip frame eats up what it saves. */
  private static final int LEAST_TO_COMPRESS = 512;

  private static final Unreadable FOREIGN = damaged("it is not one of flagcache's");
  private static final Unreadable DAMAGED_HEADER = damaged("its header is damaged");

  private final PayloadFormat format;
  private final int maxDocumentBytes;

  EntryCodec(PayloadFormat format, int maxDocumentBytes) {
    this.format = format;
    this.maxDocumentBytes = maxDocumentBytes;
  }

  /** A document as text, with its hash. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Document(byte[] json, String hash) {}

  /** What became of a payload that was read. */
  sealed interface Decoded {}

  /**
   * The payload holds this document.
   *
   * @param fetched under which leadership, as far as it is known and can be believed
   * @param ageWhenStored the time between its receipt from the API and its storing
   */
  record Intact(FlagDefinitionCacheData data, FetchEpoch fetched, Duration ageWhenStored)
      implements Decoded {}

  /** The payload cannot be read: it is damaged or foreign, or only not for this reader. */
  record Unreadable(String reason, boolean damaged) implements Decoded {}

  Document document(FlagDefinitionCacheData data) {
    byte[] json = FlagDefinitionJson.write(data);
    try {
      FlagDefinitionJson.requireReadable(data, json, maxDocumentBytes); // H3, P9
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          e.getMessage()
              + "; the shared definitions stay as they are"
              + (e instanceof BeyondLimitException
                  ? ". If they are in order, raise maxDocumentBytes on every worker"
                  : ""));
    }
    return new Document(json, hash(json));
  }

  Entry encode(EntryStamp stamp, FetchEpoch fetched, Document document, Duration age) {
    byte[] json = document.json();
    if (format == PayloadFormat.JSON) {
      return new Entry(stamp, json);
    }
    byte[] compressed = json.length < LEAST_TO_COMPRESS ? json : compress(json);
    boolean pays = compressed.length < json.length;
    byte[] body = pays ? compressed : json;
    ByteBuffer payload = ByteBuffer.allocate(HEADER_BYTES + body.length);
    payload.putInt(MAGIC).put(VERSION).put(VERSION).putShort(HEADER_BYTES);
    payload.put(pays ? GZIP : PLAIN).put(new byte[3]);
    payload.putInt(json.length).putLong(age.toMillis());
    payload.putLong(fetched.epoch()).putLong(fetched.sequence()).put(body);
    return new Entry(stamp, payload.array());
  }

  /** Whatever stands there, it is a document or it is not: nothing is thrown. */
  Decoded decode(Entry entry) {
    try {
      return format == PayloadFormat.JSON ? decodeText(entry) : decodeFrame(entry);
    } catch (RuntimeException e) { // H1
      return damaged("reading it fails with " + e.getClass().getSimpleName());
    }
  }

  private Decoded decodeText(Entry entry) {
    byte[] payload = entry.payload();
    return payload.length > maxDocumentBytes
        ? tooLong(payload.length)
        : decodeJson(entry, payload, FetchEpoch.UNKNOWN, Duration.ZERO);
  }

  private Decoded decodeFrame(Entry entry) {
    Header header = Header.in(entry.payload(), entry.stamp()).orElse(null);
    if (header == null) {
      return FOREIGN;
    }
    Unreadable problem = problemOf(header).orElse(null);
    if (problem != null) {
      return problem;
    }
    return header.bytes() > entry.payload().length ? DAMAGED_HEADER : decodeBody(entry, header);
  }

  /** What is wrong with a frame as far as its header tells. */
  private Optional<Unreadable> problemOf(Header header) {
    if (header.oldestReader() > VERSION) { // U2
      return Optional.of(
          new Unreadable(
              "it has format version "
                  + header.version()
                  + " and this worker reads up to "
                  + VERSION,
              false));
    }
    if (header.bytes() < LEAST_HEADER_BYTES || header.documentBytes() < 0) {
      return Optional.of(DAMAGED_HEADER);
    }
    return header.documentBytes() > maxDocumentBytes
        ? Optional.of(tooLong(header.documentBytes()))
        : Optional.empty();
  }

  /** Whether a payload that is too long is another worker's, with a higher limit, or damaged. */
  Unreadable judge(ReadAnswer.TooLong payload) {
    if (format == PayloadFormat.JSON) {
      return tooLong(payload.bytes());
    }
    return Header.in(payload.start(), payload.stamp())
        .map(
            header ->
                problemOf(header).orElseGet(() -> damaged("it is longer than its header says")))
        .orElse(FOREIGN);
  }

  /** An age as far as it can be believed, whoever stored it. */
  static Duration believable(Duration age) {
    return Collections.max(List.of(Duration.ZERO, Collections.min(List.of(age, LONGEST_AGE))));
  }

  /** The header of a frame, as it stands there; age and epoch as far as they can be believed. */
  private record Header(
      byte version,
      byte oldestReader,
      short bytes,
      byte compression,
      int documentBytes,
      Duration age,
      FetchEpoch fetched) {

    /** Empty if this is not the start of a frame. */
    static Optional<Header> in(byte[] payload, EntryStamp stamp) {
      ByteBuffer frame = ByteBuffer.wrap(payload);
      if (payload.length < LEAST_HEADER_BYTES || frame.getInt() != MAGIC) {
        return Optional.empty();
      }
      byte version = frame.get();
      byte oldestReader = frame.get();
      short bytes = frame.getShort();
      byte compression = frame.get();
      int documentBytes = frame.position(frame.position() + 3).getInt();
      Duration age = believable(Duration.ofMillis(frame.getLong()));
      FetchEpoch fetched =
          bytes < HEADER_BYTES || frame.remaining() < 2 * Long.BYTES
              ? FetchEpoch.UNKNOWN
              : new FetchEpoch(frame.getLong(), frame.getLong());
      return Optional.of(
          new Header(
              version,
              oldestReader,
              bytes,
              compression,
              documentBytes,
              age,
              fetched.plausibleFor(stamp)));
    }
  }

  private Decoded decodeBody(Entry entry, Header header) {
    byte[] payload = entry.payload();
    byte[] json;
    switch (header.compression()) {
      case PLAIN -> json = Arrays.copyOfRange(payload, header.bytes(), payload.length);
      case GZIP -> {
        try {
          json = decompress(payload, header.bytes(), header.documentBytes());
        } catch (IOException e) {
          return damaged("its content cannot be decompressed");
        }
      }
      default -> {
        return DAMAGED_HEADER;
      }
    }
    if (json.length != header.documentBytes()) {
      return damaged("it is not as long as its header says");
    }
    return decodeJson(entry, json, header.fetched(), header.age());
  }

  private Decoded decodeJson(Entry entry, byte[] json, FetchEpoch fetched, Duration age) {
    if (!hash(json).equals(entry.stamp().hash())) {
      return damaged("its content does not match its hash");
    }
    try {
      return new Intact(FlagDefinitionJson.parse(json, maxDocumentBytes), fetched, age);
    } catch (BeyondLimitException e) {
      return new Unreadable("it is beyond a limit: " + e.getMessage(), false);
    } catch (IllegalArgumentException e) {
      return damaged("its content is no document of flag definitions");
    }
  }

  private Unreadable tooLong(long documentBytes) {
    return new Unreadable(
        "its document has "
            + documentBytes
            + " bytes, above the maxDocumentBytes of "
            + maxDocumentBytes,
        false);
  }

  private static Unreadable damaged(String reason) {
    return new Unreadable(reason, true);
  }

  private static byte[] compress(byte[] json) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(json.length / 8 + 64);
    try (GZIPOutputStream gzip = new Compressor(compressed)) {
      gzip.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return compressed.toByteArray();
  }

  /** Takes two fifths of the time of the default level, for a fifth more bytes. */
  private static final class Compressor extends GZIPOutputStream {
    Compressor(OutputStream compressed) throws IOException {
      super(compressed);
      def.setLevel(2);
    }
  }

  /** Stops one byte after the announced length: a small payload cannot blow up into a large one. */
  private static byte[] decompress(byte[] payload, int offset, int documentBytes)
      throws IOException {
    try (GZIPInputStream gzip =
        new GZIPInputStream(
            new ByteArrayInputStream(payload, offset, payload.length - offset), 8192)) {
      byte[] json = gzip.readNBytes(documentBytes);
      return gzip.read() < 0 ? json : new byte[0];
    }
  }

  private String hash(byte[] json) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance(format.hashAlgorithm()).digest(json));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has " + format.hashAlgorithm(), e);
    }
  }
}
