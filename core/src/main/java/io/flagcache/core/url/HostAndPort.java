package io.flagcache.core.url;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address, {@code host:port} or {@code [IPv6]:port}.
 *
 * @param host a name, an IPv4 address, or an IPv6 address in its brackets
 * @param port empty if none is named
 */
public record HostAndPort(String host, OptionalInt port) {

  private static final Pattern ADDRESS =
      Pattern.compile("(\\[[0-9a-fA-F:.]+(?:%[\\w.-]+)?]|[\\w.-]+)(?::(\\d{1,5}))?");

  private static final int LAST_PORT = 65_535;

  /**
   * Reads an address to connect to.
   *
   * @param owner what has the address, to begin the message with: {@code The Redis URL}
   * @param text the address; the message does not show it
   * @return the address
   * @throws IllegalArgumentException if it is none, or its port is not 1 to 65535
   */
  public static HostAndPort toConnect(String owner, String text) {
    return parse(owner, text, 1);
  }

  /**
   * Reads addresses to connect to.
   *
   * @param owner what has the addresses, to begin the message with
   * @param text one or several, with commas between
   * @return the addresses, in their order
   * @throws IllegalArgumentException if one is none
   */
  public static List<HostAndPort> allToConnect(String owner, String text) {
    return Arrays.stream(text.split(",", -1)).map(one -> toConnect(owner, one)).toList();
  }

  /**
   * Reads an address to listen at, whose port may be 0 for any free one.
   *
   * @param owner what has the address, to begin the message with
   * @param text the address; the message does not show it
   * @return the address
   * @throws IllegalArgumentException if it is none, or its port is not 0 to 65535
   */
  public static HostAndPort toListen(String owner, String text) {
    return parse(owner, text, 0);
  }

  /**
   * The address in a URI, without its user.
   *
   * @param uri has a host
   * @return the address
   */
  public static HostAndPort of(URI uri) {
    return new HostAndPort(
        String.valueOf(uri.getHost()),
        uri.getPort() < 0 ? OptionalInt.empty() : OptionalInt.of(uri.getPort()));
  }

  private static HostAndPort parse(String owner, String text, int firstPort) {
    Matcher address = ADDRESS.matcher(text);
    if (!address.matches()) {
      throw new IllegalArgumentException(owner + " has an address that is no host:port");
    }
    if (address.group(2) == null) {
      return new HostAndPort(address.group(1), OptionalInt.empty());
    }
    int port = Integer.parseInt(address.group(2));
    if (port < firstPort || port > LAST_PORT) {
      throw new IllegalArgumentException(
          owner + " has the port " + port + "; use " + firstPort + " to " + LAST_PORT);
    }
    return new HostAndPort(address.group(1), OptionalInt.of(port));
  }

  /**
   * Completes the address.
   *
   * @param defaultPort taken if none is named
   * @return the same address with a port
   */
  public HostAndPort withDefaultPort(int defaultPort) {
    return new HostAndPort(host, OptionalInt.of(port.orElse(defaultPort)));
  }

  /** As it is written. */
  @Override
  public String toString() {
    return port.isPresent() ? host + ":" + port.getAsInt() : host;
  }
}
