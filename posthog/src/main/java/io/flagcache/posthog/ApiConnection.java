package io.flagcache.posthog;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.io.CloseMode;

/**
 * A connection for one request. One thread uses it, and any may abort it, at any moment, which ends
 * whatever that one waits for.
 */
final class ApiConnection implements Closeable {

  private static final int MAX_INTERIM_ANSWERS = 20;

  /** Together they bound what a head, a chunk's extension or trailers may take in memory. */
  private static final Http1Config LIMITS =
      Http1Config.custom().setMaxLineLength(16_384).setMaxHeaderCount(200).build();

  private final URI endpoint;

  /** Without the proxy for SOCKS, which may ask the application's authenticator. */
  private final Socket socket = new Socket(Proxy.NO_PROXY);

  private final DefaultBHttpClientConnection http = new DefaultBHttpClientConnection(LIMITS);

  ApiConnection(URI endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * Connects and sends a GET.
   *
   * @return the head of the final answer; the entity, if the status is 200, is still to be read
   */
  ClassicHttpResponse get(Map<String, String> headers) throws IOException, HttpException {
    Optional<InetSocketAddress> proxy = proxy();
    socket.connect(proxy.map(ApiConnection::resolved).orElseGet(this::origin));
    socket.setTcpNoDelay(true);
    if (isSecure()) {
      secure(proxy.isPresent());
    } else {
      http.bind(socket);
    }
    ClassicHttpRequest request = request("GET", target(proxy.isPresent() && !isSecure()));
    request.setHeader("Connection", "close");
    headers.forEach(request::setHeader);
    ClassicHttpResponse response = answer(http, request);
    if (response.getCode() == 200) {
      http.receiveResponseEntity(response);
    }
    return response;
  }

  /** The first one, if it is for HTTP, as the JDK's own client takes it. */
  private Optional<InetSocketAddress> proxy() {
    ProxySelector selector = ProxySelector.getDefault();
    if (selector == null) {
      return Optional.empty();
    }
    return selector.select(endpoint).stream()
        .limit(1)
        .filter(proxy -> proxy.type() == Proxy.Type.HTTP)
        .map(Proxy::address)
        .filter(InetSocketAddress.class::isInstance)
        .map(InetSocketAddress.class::cast)
        .findFirst();
  }

  private static InetSocketAddress resolved(InetSocketAddress proxy) {
    return proxy.isUnresolved()
        ? new InetSocketAddress(proxy.getHostString(), proxy.getPort())
        : proxy;
  }

  private InetSocketAddress origin() {
    return new InetSocketAddress(endpoint.getHost(), port());
  }

  private void secure(boolean proxied) throws IOException, HttpException {
    if (proxied) {
      tunnel();
    }
    SSLSocket tls;
    try {
      tls =
          (SSLSocket)
              SSLContext.getDefault()
                  .getSocketFactory()
                  .createSocket(
                      socket, endpoint.getHost().replaceAll("[\\[\\]]", ""), port(), true);
    } catch (NoSuchAlgorithmException e) {
      throw new IOException("the JVM's default TLS context cannot be used", e);
    }
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    tls.setSSLParameters(parameters);
    http.bind(tls);
    tls.startHandshake();
  }

  private void tunnel() throws IOException, HttpException {
    DefaultBHttpClientConnection proxy = new DefaultBHttpClientConnection(LIMITS);
    proxy.bind(socket);
    String origin = endpoint.getHost() + ":" + port();
    ClassicHttpRequest connect = request("CONNECT", origin);
    connect.setHeader("Host", origin);
    int status = answer(proxy, connect).getCode();
    if (status / 100 != 2) {
      throw new IOException("the proxy does not connect to the API: HTTP " + status);
    }
  }

  private ClassicHttpRequest request(String method, String target) {
    ClassicHttpRequest request = new BasicClassicHttpRequest(method, "/");
    request.setPath(target);
    request.setHeader("Host", endpoint.getRawAuthority());
    return request;
  }

  private String target(boolean absolute) {
    return absolute ? endpoint.toString() : endpoint.getRawPath() + "?" + endpoint.getRawQuery();
  }

  /** The head of the final answer. */
  private static ClassicHttpResponse answer(
      DefaultBHttpClientConnection connection, ClassicHttpRequest request)
      throws IOException, HttpException {
    connection.sendRequestHeader(request);
    connection.flush();
    for (int interim = 0; interim <= MAX_INTERIM_ANSWERS; interim++) {
      ClassicHttpResponse response = connection.receiveResponseHeader();
      if (response.getCode() >= 200 || response.getCode() == 101) {
        return response;
      }
    }
    throw new ProtocolException("more than " + MAX_INTERIM_ANSWERS + " interim answers");
  }

  private boolean isSecure() {
    return endpoint.getScheme().equalsIgnoreCase("https");
  }

  private int port() {
    return endpoint.getPort() >= 0 ? endpoint.getPort() : isSecure() ? 443 : 80;
  }

  /** Says goodbye to the server, by the thread that uses the connection. */
  @Override
  public void close() {
    http.close(CloseMode.GRACEFUL);
    abort();
  }

  /** Does not block: it is the socket below TLS that is closed. */
  void abort() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed all the same.
      return;
    }
  }
}
