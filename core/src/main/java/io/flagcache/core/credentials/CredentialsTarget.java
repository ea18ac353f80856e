package io.flagcache.core.credentials;

import io.flagcache.core.url.HostAndPort;
import java.util.List;
import java.util.Optional;

/**
 * What a URL connects to, for credentials that depend on it.
 *
 * @param protocol what is spoken there: {@code postgresql}, {@code mariadb}, {@code mysql}, {@code
 *     redis}, or another name that the backend has for it
 * @param nodes the addresses in the URL, with ports; empty if they cannot be told
 * @param user the user that the settings name
 */
public record CredentialsTarget(String protocol, List<HostAndPort> nodes, Optional<String> user) {

  /** Copies the list. */
  public CredentialsTarget {
    nodes = List.copyOf(nodes);
  }
}
