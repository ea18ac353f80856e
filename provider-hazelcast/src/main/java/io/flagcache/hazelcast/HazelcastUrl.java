package io.flagcache.hazelcast;

import io.flagcache.core.url.HostAndPort;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where to connect as a client, {@code hazelcast://cluster@host:port,host:port}, or that the
 * provider is to be a member itself, {@code hazelcast:embedded}.
 *
 * @param addresses host and port each, as Hazelcast writes them
 */
record HazelcastUrl(boolean embedded, String cluster, List<String> addresses) {

  /** The name that Hazelcast gives a cluster if nobody else does. */
  private static final String DEFAULT_CLUSTER = "dev";

  private static final Pattern CLIENT =
      Pattern.compile("(?i)hazelcast://(?:([^@/?]*)@)?([^@/?]+)/?");
  private static final Pattern CLUSTER = Pattern.compile("[\\w.-]{1,128}");

  private static final String OWNER = "The Hazelcast URL";

  /**
   * Takes a URL apart.
   *
   * @throws IllegalArgumentException if it is none; the message does not show it
   */
  static HazelcastUrl parse(String url) {
    if (url.contains("?")) {
      throw bad("has parameters; set them on the builder, or hand the URL to discovery");
    }
    if (url.equalsIgnoreCase("hazelcast:embedded")) {
      return new HazelcastUrl(true, "", List.of());
    }
    Matcher parts = CLIENT.matcher(url);
    if (!parts.matches()) {
      throw bad(
          "cannot be read; write hazelcast://cluster@host:5701,host:5701 for a client, or"
              + " hazelcast:embedded for a member");
    }
    String cluster = parts.group(1) == null ? DEFAULT_CLUSTER : parts.group(1);
    if (cluster.contains(":")) {
      throw bad(
          "has a user and a password before the host, where the cluster's name belongs; a client"
              + " that has to log in is configured by a file, hazelcast+config:FILE");
    }
    if (!CLUSTER.matcher(cluster).matches()) {
      throw bad("has a cluster name that is not 1 to 128 letters, digits and . _ -");
    }
    return new HazelcastUrl(
        false,
        cluster,
        HostAndPort.allToConnect(OWNER, parts.group(2)).stream()
            .map(HostAndPort::toString)
            .toList());
  }

  private static IllegalArgumentException bad(String what) {
    return new IllegalArgumentException(OWNER + " " + what);
  }

  /** Names the cluster. */
  @Override
  public String toString() {
    return embedded
        ? "Hazelcast member"
        : "Hazelcast cluster " + cluster + " at " + String.join(",", addresses);
  }
}
