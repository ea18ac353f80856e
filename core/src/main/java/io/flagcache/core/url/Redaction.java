package io.flagcache.core.url;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes secrets out of what drivers, clients and providers say: those that it was told, in any
 * case, percent-encoded or not; and of each URL in a text the password before the host and the
 * values of parameters whose names say that they are secret. Immutable.
 */
public final class Redaction {

  /** Knows no secret itself: what the writing of a URL shows to be one is taken out. */
  public static final Redaction NONE = new Redaction(Set.of());

  private static final String MASK = "***";

  /** Begins at names alone, and takes no step back: the text may be a megabyte that has none. */
  private static final Pattern PARAMETER =
      Pattern.compile("(?<![\\w.%-])([\\w.%-]++)=([^;&,)\\s\"']++)");

  /** The user and password before the host of a URL. */
  private static final Pattern USER_INFO = Pattern.compile("//([^/@\\s:]*):([^/\\s]*)@");

  /** Shorter ones are found as words alone: they stand within any text by chance. */
  private static final int UNLIKELY_BY_CHANCE = 4;

  private final Set<String> secrets;
  private final List<Pattern> patterns;

  private Redaction(Set<String> secrets) {
    this.secrets = Collections.unmodifiableSet(secrets);
    this.patterns =
        secrets.stream()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .map(Redaction::pattern)
            .toList();
  }

  /**
   * Takes out given secrets.
   *
   * @param secrets as they are, not encoded; empty ones are ignored
   * @return their redaction
   */
  public static Redaction of(Collection<String> secrets) {
    Set<String> known = new LinkedHashSet<>(secrets);
    known.removeIf(String::isBlank);
    return known.isEmpty() ? NONE : new Redaction(known);
  }

  /**
   * Takes out the secrets of a URL.
   *
   * @param url any text
   * @param style how URLs of its backend are written
   * @return their redaction
   */
  public static Redaction ofUrl(String url, UrlStyle style) {
    return of(SecretsInUrl.of(url, style));
  }

  /**
   * Takes out the secrets of a configuration file.
   *
   * @param text YAML, XML or Java properties
   * @return their redaction
   */
  public static Redaction ofConfiguration(String text) {
    return of(SecretsInConfiguration.of(text));
  }

  /**
   * Takes out the secrets of both.
   *
   * @param other another redaction
   * @return one that knows what both know
   */
  public Redaction and(Redaction other) {
    Set<String> both = new LinkedHashSet<>(secrets);
    both.addAll(other.secrets);
    return of(both);
  }

  /**
   * The secrets that it was told, or found where it was told to look.
   *
   * @return as they were written, and decoded
   */
  public Set<String> secrets() {
    return secrets;
  }

  /**
   * Takes the secrets out of a text.
   *
   * @param text any text
   * @return the same text with asterisks in their places
   */
  public String apply(String text) {
    String shown = text;
    for (Pattern pattern : patterns) {
      shown = pattern.matcher(shown).replaceAll(MASK);
    }
    shown = USER_INFO.matcher(shown).replaceAll("//$1:" + Matcher.quoteReplacement(MASK) + "@");
    return PARAMETER.matcher(shown).replaceAll(Redaction::redacted);
  }

  private static String redacted(MatchResult parameter) {
    String name = parameter.group(1);
    return Matcher.quoteReplacement(
        SecretNames.isSecret(PercentCode.decodeIfEncoded(name))
            ? name + "=" + MASK
            : parameter.group());
  }

  /**
   * Whether a failure shows a secret when it is logged, with its causes and what was suppressed.
   *
   * @param failure any failure
   * @return whether a part of it has to be left out or written anew
   */
  public boolean isIn(Throwable failure) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Throwable> left = new ArrayDeque<>(List.of(failure));
    while (!left.isEmpty()) {
      Throwable next = left.pop();
      if (!seen.add(next)) {
        continue;
      }
      if (!apply(next.toString()).equals(next.toString())) {
        return true;
      }
      push(left, next.getCause());
      left.addAll(List.of(next.getSuppressed()));
      if (next instanceof Iterable<?> several) { // Failures of a batch of SQL statements are.
        several.forEach(each -> push(left, each));
      }
    }
    return false;
  }

  private static void push(Deque<Throwable> left, @Nullable Object failure) {
    if (failure instanceof Throwable throwable) {
      left.push(throwable);
    }
  }

  /** Each character as it is, escaped as in JSON, or as its bytes in percent-encoding. */
  private static Pattern pattern(String secret) {
    StringBuilder regex = new StringBuilder();
    secret
        .codePoints()
        .mapToObj(Character::toString)
        .forEach(
            character -> {
              String encoded = PercentCode.encode(character);
              regex.append("(?:\\\\?").append(Pattern.quote(character));
              regex.append(character.equals(" ") ? "|\\+" : "");
              regex.append(
                  encoded.equals(character) ? "|" + hex(character) : "|" + Pattern.quote(encoded));
              regex.append(')');
            });
    boolean word = secret.length() < UNLIKELY_BY_CHANCE;
    return Pattern.compile(
        word ? "(?<![\\p{L}\\p{N}])" + regex + "(?![\\p{L}\\p{N}])" : regex.toString(),
        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  /** Characters that need no encoding may be encoded all the same. */
  private static String hex(String character) {
    return String.format("%%%02X", (int) character.charAt(0));
  }

  /** Shows none of the secrets. */
  @Override
  public String toString() {
    return "Redaction of " + secrets.size() + " secrets";
  }
}
