package io.flagcache.librarytests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.posthog.DefinitionLoader;
import io.flagcache.posthog.PollOutcome;
import io.flagcache.testservers.TlsFiles;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

/** The loader's HTTP, as an application's HttpCore does it. */
class LoaderTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @Test
  void definitionsAreFetched() throws Exception {
    HttpServer api = HttpServer.create(ANY_PORT, 0);

    assertFetched(api, "http");
  }

  @Test
  void definitionsAreFetchedByTls() throws Exception {
    SSLContext usual = SSLContext.getDefault();
    SSLContext trusting = context(new TlsFiles());
    HttpsServer api = HttpsServer.create(ANY_PORT, 0);
    api.setHttpsConfigurator(new HttpsConfigurator(trusting));
    SSLContext.setDefault(trusting);
    try {
      assertFetched(api, "https");
    } finally {
      SSLContext.setDefault(usual);
    }
  }

  private static void assertFetched(HttpServer api, String scheme) {
    api.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write("{\"flags\":[]}".getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    api.start();
    try (DefinitionLoader loader =
        DefinitionLoader.builder()
            .host(URI.create(scheme + "://localhost:" + api.getAddress().getPort()))
            .projectToken("phc_test")
            .secretKey("secret")
            .requestTimeout(Duration.ofMinutes(1))
            .build()) {
      assertThat(loader.poll().outcome()).isEqualTo(PollOutcome.FETCHED);
      assertThat(loader.definitions())
          .contains(FlagDefinitionCacheData.of(Map.of("flags", List.of())));
    } finally {
      api.stop(0);
    }
  }

  /** Of the server and of its clients. */
  private static SSLContext context(TlsFiles files) throws Exception {
    char[] password = TlsFiles.PASSWORD.toCharArray();
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(read(files.keystore(), password), password);
    TrustManagerFactory others =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    others.init(read(files.truststore(), password));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), others.getTrustManagers(), null);
    return context;
  }

  private static KeyStore read(Path file, char[] password) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, password);
    }
    return store;
  }
}
