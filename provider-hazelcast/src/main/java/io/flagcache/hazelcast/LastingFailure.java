package io.flagcache.hazelcast;

import com.hazelcast.client.AuthenticationException;
import com.hazelcast.config.InvalidConfigurationException;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Failures that last until somebody corrects something. {@code build()} fails with them. All others
 * pass, and are tried again at each call; these are, too, once a provider works.
 */
enum LastingFailure {
  LOGIN_REFUSED(
      AuthenticationException.class,
      "%s refuses this client; correct the cluster's name and the login in its configuration"),
  RIGHT_MISSING(
      SecurityException.class,
      "A right is missing for the map %2$s of %1$s (%3$s); grant what docs/hazelcast.md lists"),
  FOREIGN_CONTENT(
      HazelcastSerializationException.class,
      "%s holds what another program wrote in the map %s; choose a map of flagcache's own by the"
          + " setting map"),
  CONFIGURATION_REFUSED(
      InvalidConfigurationException.class,
      "%1$s cannot be used with this configuration (%3$s); correct it");

  private final Class<? extends Throwable> kind;
  private final String message;

  LastingFailure(Class<? extends Throwable> kind, String message) {
    this.kind = kind;
    this.message = message;
  }

  /** The first of them that is among the causes. */
  static Optional<LastingFailure> of(Stream<Throwable> causes) {
    List<Throwable> each = causes.toList();
    return Arrays.stream(values())
        .filter(lasting -> each.stream().anyMatch(lasting.kind::isInstance))
        .findFirst();
  }

  String message(String cluster, String map, Throwable failure) {
    return message.formatted(cluster, map, failure.getMessage());
  }
}
