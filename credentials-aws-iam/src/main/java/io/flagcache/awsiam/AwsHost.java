package io.flagcache.awsiam;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the host of an endpoint tells. That of ElastiCache has its region in a short form only. */
final class AwsHost {

  private static final String REGION = "([a-z]{2}(?:-[a-z]+)+-\\d+)";

  private static final Pattern WITH_REGION =
      Pattern.compile(
          "(?i).+\\.(?:"
              + REGION
              + "\\.rds|memorydb\\."
              + REGION
              + ")\\.amazonaws\\.com(?:\\.cn)?");

  private static final Pattern MEMORYDB =
      Pattern.compile("(?i).+\\.memorydb\\..+\\.amazonaws\\..+");

  private static final Pattern SERVERLESS =
      Pattern.compile("(?i).+\\.serverless\\..+\\.cache\\.amazonaws\\..+");

  private AwsHost() {}

  static Optional<String> region(String host) {
    Matcher parts = WITH_REGION.matcher(host);
    return parts.matches()
        ? Optional.ofNullable(parts.group(1)).or(() -> Optional.of(parts.group(2)))
        : Optional.empty();
  }

  static boolean isMemoryDb(String host) {
    return MEMORYDB.matcher(host).matches();
  }

  static boolean isServerless(String host) {
    return SERVERLESS.matcher(host).matches();
  }
}
