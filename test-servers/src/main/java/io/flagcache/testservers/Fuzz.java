package io.flagcache.testservers;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Makes damage at random, for as long as a test is told to: some seconds, or what {@code
 * -Dflagcache.fuzz.duration=PT1H} says. {@code -Dflagcache.fuzz.seed=…} repeats a run, of which
 * {@link #toString()} tells the seed. For one thread.
 */
public final class Fuzz {

  private static final int MOST_BYTES = 4096;

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-0",
          "-1",
          "1",
          "00",
          "007",
          "+1",
          " 1",
          "1 ",
          "1.0",
          "1e3",
          "1e400",
          "-1e400",
          "0x10",
          "nan",
          "inf",
          "-inf",
          "2147483647",
          "2147483648",
          "-2147483649",
          "4503599627370495",
          "4503599627370496",
          "9007199254740991",
          "9007199254740992",
          "9007199254740993",
          "9223372036854775806",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775808",
          "18446744073709551615",
          "9".repeat(40),
          "1".repeat(2000));

  private static final List<Long> LONGS =
      List.of(
          0L,
          -1L,
          1L,
          (long) Integer.MAX_VALUE,
          1L + Integer.MAX_VALUE,
          (long) Integer.MIN_VALUE,
          (1L << 52) - 1,
          1L << 52,
          1L << 53,
          (1L << 53) + 1,
          Long.MAX_VALUE - 1,
          Long.MAX_VALUE,
          Long.MIN_VALUE);

  private final long seed;
  private final Random random;
  private final long end;

  private Fuzz(long seed, Duration duration) {
    this.seed = seed;
    this.random = new Random(seed);
    this.end = System.nanoTime() + duration.toNanos();
  }

  /**
   * Begins now.
   *
   * @param usual how long it goes on if no property says otherwise
   */
  public static Fuzz lasting(Duration usual) {
    String duration = System.getProperty("flagcache.fuzz.duration");
    return new Fuzz(
        // The suite does the same each time, and a long run something new.
        Long.getLong("flagcache.fuzz.seed", duration == null ? 1 : System.nanoTime()),
        duration == null ? usual : Duration.parse(duration));
  }

  /** Whether the time is not over. */
  public boolean goesOn() {
    return end - System.nanoTime() > 0;
  }

  public Random random() {
    return random;
  }

  /** One of these. */
  @SafeVarargs
  public final <T> T oneOf(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** A number as text, mostly at the end of some range, or what is nearly a number. */
  public String number() {
    return random.nextInt(4) == 0
        ? Long.toString(random.nextLong())
        : NUMBERS.get(random.nextInt(NUMBERS.size()));
  }

  /** A number, mostly at the end of some range. */
  public long integer() {
    return random.nextInt(4) == 0 ? random.nextLong() : LONGS.get(random.nextInt(LONGS.size()));
  }

  /** Text that is longer, shorter, odder than expected, or what a terminal obeys. */
  public String text() {
    return switch (random.nextInt(7)) {
      case 0 -> "";
      case 1 -> "x".repeat(random.nextInt(100_000));
      case 2 -> "\u001b]0;owned\u0007\r\n\u202e";
      case 3 -> "\u0000\uD83D\uDE00\u00e9";
      case 4 -> "null";
      case 5 -> number();
      default -> new String(bytes(), StandardCharsets.ISO_8859_1);
    };
  }

  /** Any bytes. */
  public byte[] bytes() {
    byte[] bytes = new byte[random.nextInt(MOST_BYTES)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** These bytes after some damage: flipped, cut off, lengthened, a number in them at its end. */
  public byte[] damaged(byte[] intact) {
    if (intact.length == 0) {
      return bytes();
    }
    byte[] damaged = intact.clone();
    switch (random.nextInt(6)) {
      case 0 -> damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      case 1 -> {
        // Where headers are.
        int first = random.nextInt(Math.min(64, damaged.length));
        damaged[first] = (byte) random.nextInt();
      }
      case 2 -> putInteger(damaged);
      case 3 -> {
        return Arrays.copyOf(damaged, random.nextInt(damaged.length));
      }
      case 4 -> {
        return Arrays.copyOf(damaged, damaged.length + 1 + random.nextInt(MOST_BYTES));
      }
      default -> {
        for (int i = random.nextInt(16); i >= 0; i--) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
      }
    }
    return damaged;
  }

  private void putInteger(byte[] damaged) {
    int bytes = Math.min(damaged.length, random.nextBoolean() ? Integer.BYTES : Long.BYTES);
    int at = random.nextInt(Math.min(64, damaged.length - bytes + 1));
    long number = integer();
    for (int i = 0; i < bytes; i++) {
      damaged[at + i] = (byte) (number >>> (8 * (bytes - 1 - i)));
    }
  }

  /** How to repeat it. */
  @Override
  public String toString() {
    return "-Dflagcache.fuzz.seed=" + seed;
  }
}
