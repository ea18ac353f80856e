package io.flagcache.benchmarks.start;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flagcache.benchmarks.backend.Backend;
import java.net.URLEncoder;

/** The URL by which a new process opens a provider that only reads. */
final class ReaderUrl {

  private ReaderUrl() {}

  static String of(Backend backend, String address, String serviceKey) {
    String parameters = "serviceKey=" + serviceKey + "&role=reader";
    return switch (backend) {
      case REDIS -> address + "?" + parameters;
      case POSTGRESQL, MARIADB ->
          address + "&flagcache.serviceKey=" + serviceKey + "&flagcache.role=reader";
      case DYNAMODB ->
          "dynamodb://flagcache?region=eu-central-1&endpoint="
              + URLEncoder.encode(address, UTF_8)
              + "&"
              + parameters;
      case HAZELCAST -> "hazelcast://benchmarks@" + address + "?" + parameters;
      case MEMORY, H2 -> throw new IllegalArgumentException(backend + " has no server here");
    };
  }
}
