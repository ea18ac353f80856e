package io.flagcache.testservers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
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
}
