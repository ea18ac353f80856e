package io.flagcache.posthog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An API behind TLS, directly and through a proxy. */
class ApiTlsTest extends LoaderTestBase {

  private static final String PASSWORD = "password";

  /** The one name, besides localhost, in the certificate. */
  private static final String NAME = "flags.invalid";

  private static SSLContext trusting;

  private final List<String> answered = new CopyOnWriteArrayList<>();
  private final Map<String, String> properties = new HashMap<>();
  private final ThreadWatch watch = new ThreadWatch();
  private SSLContext usual;
  private HttpsServer server;

  @BeforeAll
  static void makeCertificate(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("server.p12");
    List<String> keytool =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "server"));
    keytool.addAll(List.of("-dname", "CN=x", "-ext", "san=dns:localhost,dns:" + NAME));
    keytool.addAll(List.of("-storetype", "PKCS12", "-keystore", file.toString()));
    keytool.addAll(List.of("-storepass", PASSWORD));
    assertThat(new ProcessBuilder(keytool).inheritIO().start().waitFor()).isZero();
    trusting = context(file);
  }

  /** Of a server and of its clients. */
  private static SSLContext context(Path file) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD.toCharArray());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", keys.getCertificate("server"));
    TrustManagerFactory others =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    others.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), others.getTrustManagers(), null);
    return context;
  }

  @BeforeEach
  void start() throws Exception {
    usual = SSLContext.getDefault();
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(trusting));
    server.createContext(
        "/",
        exchange -> {
          answered.add(exchange.getRequestHeaders().getFirst("Authorization"));
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(A.getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    SSLContext.setDefault(usual);
    server.stop(0);
    properties.forEach(ApiTlsTest::restore);
  }

  private void set(String property, String value) {
    properties.put(property, System.getProperty(property));
    System.setProperty(property, value);
  }

  private static void restore(String property, String value) {
    if (value == null) {
      System.clearProperty(property);
    } else {
      System.setProperty(property, value);
    }
  }

  private DefinitionLoader loaderOf(String host) {
    return built(
        direct().host(URI.create("https://" + host)).requestTimeout(Duration.ofMinutes(5)));
  }

  private String at(String host) {
    return host + ":" + server.getAddress().getPort();
  }

  @Test
  void documentIsFetched() {
    SSLContext.setDefault(trusting);
    DefinitionLoader loader = loaderOf(at("localhost"));

    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FETCHED);
    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FETCHED);
    assertThat(loader.definitions()).contains(data(A));
    assertThat(answered).containsOnly("Bearer " + KEY);
    watch.awaitNoRequest("after two polls");
  }

  @Test
  void certificateOfAnotherNameIsRefused() {
    SSLContext.setDefault(trusting);

    assertRefused(loaderOf(at("127.0.0.1")));
  }

  @Test
  void certificateThatNobodyKnowsIsRefused() {
    assertRefused(loaderOf(at("localhost")));
  }

  private void assertRefused(DefinitionLoader loader) {
    assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FAILED);
    assertThat(loader.status().lastError().orElseThrow()).contains("SSLHandshakeException");
    assertThat(answered).isEmpty();
    watch.awaitNoRequest("after the refusal");
  }

  @Test
  void proxySeesNoMoreThanWhereToConnect() {
    SSLContext.setDefault(trusting);
    List<String> seen = new CopyOnWriteArrayList<>();
    try (RawApi proxy = new RawApi()) {
      proxy.does(
          peer -> {
            seen.add(peer.readRequest());
            peer.say("HTTP/1.1 200 Connection established\r\n\r\n");
            peer.relayTo(server.getAddress().getPort());
          });
      useProxy(proxy);
      DefinitionLoader loader = loaderOf(NAME);

      assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FETCHED);
      assertThat(seen)
          .containsExactly("CONNECT flags.invalid:443 HTTP/1.1\r\nHost: flags.invalid:443\r\n\r\n");
      assertThat(answered).containsExactly("Bearer " + KEY);
      await().atMost(Duration.ofMinutes(1)).until(proxy::allEnded);
    }
  }

  @Test
  void proxyThatRefusesIsAFailure() {
    try (RawApi proxy = new RawApi()) {
      proxy.says("HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n");
      useProxy(proxy);
      DefinitionLoader loader = loaderOf(NAME);

      assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FAILED);
      assertThat(loader.status().lastError().orElseThrow()).contains("proxy").contains("407");
      assertThat(proxy.accepted()).isEqualTo(1);
      await().atMost(Duration.ofMinutes(1)).until(proxy::allEnded);
    }
  }

  private void useProxy(RawApi proxy) {
    set("https.proxyHost", "127.0.0.1");
    set("https.proxyPort", String.valueOf(proxy.port()));
  }
}
