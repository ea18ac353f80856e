package io.flagcache.conformance;

import io.flagcache.conformance.internal.SerializedProbe;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a stranger stores in place of a field. A fixture asks for it in the type that its backend
 * has there, and gives the present value, which some damage is made of.
 */
public final class FieldDamage {

  private static final String HOSTILE_TEXT =
      "\u001b[2J\u001b]0;title\u0007\r\nforged \u202e\u009b31m";

  private static final Pattern HOSTILE_PARTS =
      Pattern.compile("[\\u001b\\u0007\\u009b\\u202e]|[\r\n]forged");

  private static final int LONG_TEXT = 100_000;

  private static final FieldDamage MISSING = new FieldDamage("missing", present -> new byte[0]);

  private final String name;
  private final UnaryOperator<byte[]> change;
  private final Optional<Serializable> object;

  private FieldDamage(String name, UnaryOperator<byte[]> change) {
    this(name, change, Optional.empty());
  }

  private FieldDamage(String name, UnaryOperator<byte[]> change, Optional<Serializable> object) {
    this.name = name;
    this.change = change;
    this.object = object;
  }

  /**
   * What any field may be damaged with: other bits, lengths and types, and numbers at their ends.
   *
   * @return the kinds of damage, the same each time
   */
  public static List<FieldDamage> all() {
    return Stream.concat(
            Stream.of(
                MISSING,
                text("empty", ""),
                new FieldDamage("another by one bit", FieldDamage::flipped),
                new FieldDamage("bytes of every value", present -> everyByte()),
                text("100,000 characters long", "x".repeat(LONG_TEXT)),
                hostileText()),
            Stream.of(
                    "0",
                    "-1",
                    "9223372036854775807",
                    "-9223372036854775808",
                    "9223372036854775808",
                    "1e999",
                    "2147483647")
                .map(value -> text("'" + value + "'", value)))
        .toList();
  }

  /**
   * Every other damage, so that a test of many fields takes half as long, and any two fields that
   * are neighbours meet all.
   *
   * @param index that of the field among all fields
   * @return half of {@link #all()}
   */
  public static List<FieldDamage> someFor(int index) {
    List<FieldDamage> all = all();
    return IntStream.range(0, all.size())
        .filter(number -> (number + index) % 2 != 0)
        .mapToObj(all::get)
        .toList();
  }

  /**
   * Text that begins lines, moves cursors, sets titles and turns the direction of text, if it is
   * let.
   *
   * @return the damage
   */
  public static FieldDamage hostileText() {
    return text("text with escape sequences and line breaks", HOSTILE_TEXT);
  }

  /**
   * Whether a text shows something of {@link #hostileText()} as it is.
   *
   * @param text any text
   * @return true if it has not been escaped
   */
  public static boolean showsHostileText(String text) {
    return HOSTILE_PARTS.matcher(text).find();
  }

  /**
   * A Java object, or its bytes as Java serializes them.
   *
   * @param object the object
   * @return the damage
   */
  public static FieldDamage object(Serializable object) {
    byte[] serialized = SerializedProbe.bytesOf(object);
    return new FieldDamage(
        "a serialized Java object", present -> serialized.clone(), Optional.of(object));
  }

  /**
   * What is there, and zeros after it.
   *
   * @param bytes how many
   * @return the damage
   */
  public static FieldDamage longerBy(int bytes) {
    return new FieldDamage(
        bytes + " bytes longer", present -> Arrays.copyOf(present, present.length + bytes));
  }

  private static FieldDamage text(String name, String text) {
    return new FieldDamage(name, present -> text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] flipped(byte[] present) {
    byte[] flipped = present.clone();
    if (flipped.length > 0) {
      flipped[flipped.length / 2] ^= 1;
    }
    return flipped;
  }

  private static byte[] everyByte() {
    byte[] bytes = new byte[256];
    IntStream.range(0, bytes.length).forEach(value -> bytes[value] = (byte) value);
    return bytes;
  }

  /**
   * Whether the field is to be taken away. All other methods then give an empty value, for backends
   * that cannot do without.
   *
   * @return true if it is to be missing
   */
  public boolean isMissing() {
    return this == MISSING;
  }

  /**
   * What is to stand in a field of bytes.
   *
   * @param present what stands there; stays as it is
   * @return new bytes
   */
  public byte[] of(byte[] present) {
    return change.apply(present);
  }

  /**
   * What is to stand in a field of text.
   *
   * @param present what stands there
   * @return another text, whatever bytes it would have in UTF-8
   */
  public String of(String present) {
    return new String(of(present.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }

  /**
   * What is to stand in a field of whole numbers with 64 bits.
   *
   * @param present what stands there
   * @return another number; empty if it is to be anything else, which such a field cannot hold
   */
  public OptionalLong of(long present) {
    try {
      return OptionalLong.of(Long.parseLong(of(Long.toString(present))));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /**
   * What is to stand in a field of a backend that keeps Java objects.
   *
   * @return an object, if it is one
   */
  public Optional<Serializable> object() {
    return object;
  }

  /**
   * Whether it is a number that no worker stores. Any other number may be a time or a length that
   * was meant.
   *
   * @return true if it is negative, or above 2<sup>53</sup>
   */
  public boolean isImplausibleNumber() {
    long number = of(1).orElse(0);
    return number < 0 || number > 1L << 53;
  }

  @Override
  public String toString() {
    return name;
  }
}
