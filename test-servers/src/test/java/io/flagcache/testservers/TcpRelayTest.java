package io.flagcache.testservers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TcpRelayTest {

  @Test
  void clientOfServerThatIsGoneIsSentAway() throws IOException {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    server.close();
    try (TcpRelay relay = new TcpRelay("127.0.0.1", server.getLocalPort());
        Socket client = new Socket(InetAddress.getLoopbackAddress(), relay.port())) {
      assertThat(client.getInputStream().read()).isEqualTo(-1);
      assertThat(relay.connections()).isZero();
    }
  }

  @Test
  void listensAgainWhileProcessesAreStarted() throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    CompletableFuture<Void> starting = CompletableFuture.runAsync(() -> startProcesses(ended));
    try (TcpRelay relay = new TcpRelay("127.0.0.1", 1)) {
      int port = relay.port();
      for (int i = 0; i < 300; i++) {
        relay.refuse();
        relay.listen();
        assertThat(relay.port()).isEqualTo(port);
        new TcpRelay("127.0.0.1", 1).close();
      }
    } finally {
      ended.set(true);
    }
    starting.get();
  }

  @Test
  void requestInTwoPartsIsOneRoundTrip() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        TcpRelay relay = new TcpRelay("127.0.0.1", server.getLocalPort());
        Socket client = new Socket(InetAddress.getLoopbackAddress(), relay.port());
        Socket accepted = server.accept()) {
      client.setTcpNoDelay(true);
      client.getOutputStream().write(1);
      assertThat(accepted.getInputStream().read()).isEqualTo(1);
      client.getOutputStream().write(2);
      assertThat(accepted.getInputStream().read()).isEqualTo(2);
      accepted.getOutputStream().write(3);
      assertThat(client.getInputStream().read()).isEqualTo(3);
      assertThat(relay.roundTrips()).isEqualTo(1);

      client.getOutputStream().write(4);
      assertThat(accepted.getInputStream().read()).isEqualTo(4);
      assertThat(relay.roundTrips()).isEqualTo(2);
      assertThat(relay.bytes()).isEqualTo(4);
    }
  }

  private static void startProcesses(AtomicBoolean ended) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    try {
      while (!ended.get()) {
        new ProcessBuilder(java, "--no-such-option")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
