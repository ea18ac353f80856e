package io.flagcache.conformance.internal;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** How a failure is told to people. */
final class Sentences {

  private static final Pattern DURATION =
      Pattern.compile("\\bPT(?:-?\\d+H)?(?:-?\\d+M)?(?:-?\\d+(?:\\.\\d+)?S)?(?<=[HMS])\\b");

  private Sentences() {}

  /** The same with the durations in it as people write them, also in a provider's own messages. */
  static String withDurationsForPeople(String text) {
    return DURATION.matcher(text).replaceAll(Sentences::forPeople);
  }

  private static String forPeople(MatchResult duration) {
    return forPeople(Duration.parse(duration.group()));
  }

  private static String forPeople(Duration duration) {
    double seconds = duration.getSeconds() + duration.getNano() / 1e9;
    if (Math.abs(seconds) >= 2 * 86_400) {
      return number(seconds / 86_400) + " d";
    }
    if (Math.abs(seconds) >= 2 * 3600) {
      return number(seconds / 3600) + " h";
    }
    if (Math.abs(seconds) >= 600) {
      return number(seconds / 60) + " min";
    }
    return Math.abs(seconds) >= 0.1 || seconds == 0
        ? number(seconds) + " s"
        : number(seconds * 1000) + " ms";
  }

  /** Three digits are enough for people; whole numbers stay as they are. */
  private static String number(double value) {
    String text = String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.2f" : "%.1f", value);
    return text.replaceFirst("\\.?0+$", "");
  }

  /** Where to look when a rule is broken. */
  static String whereToLook(String rule) {
    String cause = UsualCauses.of(rule).map(usual -> " Usual cause: " + usual + ".").orElse("");
    return cause + " See docs/contract.md#" + rule.toLowerCase(Locale.ROOT);
  }

  /** Where to look when the fixture fails. */
  static String whatAFixtureIs() {
    return " Look at the test class: see docs/write-your-own-provider.md#prove-it";
  }

  /** What to do if the machine is to blame. */
  static String ifTheMachineIsSlow() {
    return " If it is this machine that is slow, -D" + Timing.SETTING + "=3 stretches all times.";
  }
}
