package io.flagcache.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.flagcache.conformance.internal.Turns;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.testservers.Workers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An endpoint that hands out credentials, as containers have, and is down for a while. */
class DynamoDbCredentialsOutageTest {

  private static final String SETTING = "aws.containerCredentialsFullUri";

  private volatile int status = 503;
  private HttpServer endpoint;
  private Runnable turn;

  @BeforeEach
  void start() throws Exception {
    endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    endpoint.createContext(
        "/c",
        exchange -> {
          byte[] body =
              "{\"AccessKeyId\":\"%s\",\"SecretAccessKey\":\"%s\",\"Token\":\"t\",\"Expiration\":\"%s\"}"
                  .formatted(
                      TestClients.KEY_ID,
                      TestClients.SECRET,
                      Instant.now().plusSeconds(3600).truncatedTo(ChronoUnit.SECONDS))
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    endpoint.start();
    turn = Turns.take(true);
    TestClients.clearCredentials();
    System.setProperty(SETTING, "http://127.0.0.1:" + endpoint.getAddress().getPort() + "/c");
  }

  @AfterEach
  void stop() {
    System.clearProperty(SETTING);
    TestClients.setCredentials();
    turn.run();
    endpoint.stop(0);
  }

  private static FlagCacheProvider open() throws IOException {
    return FlagCacheProvider.open(
        SharedTable.patientUrl(SharedTable.get().server().port(), SharedTable.newServiceKey()));
  }

  private static boolean asks(FlagCacheProvider worker) {
    return worker.shouldFetchFlagDefinitions().toCompletableFuture().join();
  }

  @Test
  void endpointThatIsDownAtTheStartIsAnOutageThatHeals() throws Exception {
    FlagCacheProvider worker = open();

    assertThatThrownBy(() -> asks(worker)).hasMessageContaining("hands out AWS credentials");
    status = 200;
    assertThat(asks(worker)).isTrue();
    Workers.shutDown(worker);
  }
}
