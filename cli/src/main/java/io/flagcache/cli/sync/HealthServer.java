package io.flagcache.cli.sync;

import io.flagcache.cli.failure.CommandFailure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.BlockingArrayQueue;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Serves health and metrics over HTTP/1.1 to whoever can connect, within bounds. */
final class HealthServer implements AutoCloseable {

  private static final int THREADS = 4;
  private static final int WAITING_TASKS = 1024;
  private static final int LONGEST_HEADER = 8 * 1024;
  private static final int CONNECTIONS = 1024;
  private static final long IDLE_MILLIS = 5_000;

  private final Server server;
  private final ServerConnector connector;

  private HealthServer(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  static HealthServer start(InetSocketAddress address, SyncHealth health, Supplier<String> metrics)
      throws CommandFailure {
    QueuedThreadPool threads =
        new QueuedThreadPool(THREADS, THREADS, new BlockingArrayQueue<>(WAITING_TASKS));
    threads.setName("health");
    threads.setDaemon(true);
    Server server = new Server(threads);
    ServerConnector connector = new ServerConnector(server, 1, 1, http());
    connector.setHost(address.getHostString());
    connector.setPort(address.getPort());
    connector.setIdleTimeout(IDLE_MILLIS);
    connector.addBean(new NewestConnections(CONNECTIONS));
    server.addConnector(connector);
    server.setHandler(new HealthHandler(health, metrics));
    server.setErrorHandler(HealthHandler::malformed);
    HealthServer started = new HealthServer(server, connector);
    try {
      server.start();
    } catch (Exception e) {
      started.close();
      throw new CommandFailure(
          "--listen is "
              + address.getHostString()
              + ":"
              + address.getPort()
              + ", which it cannot bind: "
              + (e instanceof IOException && e.getCause() != null ? e.getCause() : e).getMessage()
              + "; choose another address, or none");
    }
    return started;
  }

  private static HttpConnectionFactory http() {
    HttpConfiguration http = new HttpConfiguration();
    http.setRequestHeaderSize(LONGEST_HEADER);
    http.setSendServerVersion(false);
    return new HttpConnectionFactory(http);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(connector.getHost(), connector.getLocalPort());
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      // The process ends, and its sockets with it.
    }
  }
}
