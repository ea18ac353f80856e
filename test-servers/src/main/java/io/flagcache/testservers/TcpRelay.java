package io.flagcache.testservers;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands between a client and its server: counts bytes and round trips, loses replies, cuts
 * connections.
 */
public final class TcpRelay implements Closeable {

  private volatile ServerSocket listener;
  private final String host;
  private volatile int port;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong roundTrips = new AtomicLong();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final Set<Socket> frozen = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean losing = new AtomicBoolean();
  private volatile boolean withholding;
  private volatile Duration delay = Duration.ZERO;

  /** A relay to a server on this machine, on a port that no client is given while it refuses. */
  public TcpRelay(String host, int port) {
    listener = ServerProcesses.listenAt(ServerProcesses.freePort(1));
    this.host = host;
    this.port = port;
    start(() -> accept(listener));
  }

  /** Where it listens. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Leads new connections to another server on the same machine; those that are open stay. */
  public void leadTo(int otherPort) {
    port = otherPort;
  }

  /** The bytes that went through, in both directions. */
  public long bytes() {
    return bytes.get();
  }

  /** How often something was sent to the server after it had last replied on that connection. */
  public long roundTrips() {
    return roundTrips.get();
  }

  /** From now on replies are swallowed, as in a network that went half-open. */
  public void withholdReplies() {
    withholding = true;
  }

  /** Replies go through again, on connections that are not frozen. */
  public void letRepliesThrough() {
    withholding = false;
  }

  /** From now on new connections go where those of another relay go, as after a fail-over. */
  public void failOverTo(TcpRelay other) {
    leadTo(other.port);
  }

  /** The next reply is swallowed, and its connection is cut. */
  public void loseNextReply() {
    losing.set(true);
  }

  /** From now on everything takes so much longer, in each direction. */
  public void delay(Duration longer) {
    delay = longer;
  }

  /** The connections that are open now go half-open; new ones work. */
  public void freeze() {
    frozen.addAll(sockets);
  }

  /** Ends all connections, and lets new ones through. */
  public void cut() {
    withholding = false;
    sockets.forEach(TcpRelay::close);
    sockets.removeIf(Socket::isClosed);
  }

  /** Ends all connections and refuses new ones, as a host does on which no server runs. */
  public void refuse() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
  }

  /** Lets connections through again. */
  public void listen() {
    if (!listener.isClosed()) {
      return;
    }
    ServerSocket opened = ServerProcesses.listenAt(listener.getLocalPort());
    listener = opened;
    start(() -> accept(opened));
  }

  /** The connections that are open now. */
  public int connections() {
    return (int) sockets.stream().filter(socket -> !socket.isClosed()).count() / 2;
  }

  private void accept(ServerSocket listening) {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        // A server that is stopped may let its clients wait, but no more than the one.
        start(() -> connect(client, listening));
      } catch (IOException e) {
        // The next connection may work.
      }
    }
  }

  private void connect(Socket client, ServerSocket listening) {
    try (client;
        Socket server = new Socket(host, port)) {
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      sockets.add(client);
      sockets.add(server);
      if (listening.isClosed()) {
        // It was accepted while the relay began to refuse.
        return;
      }
      AtomicBoolean asked = new AtomicBoolean();
      start(() -> forward(client, server, false, asked));
      forward(server, client, true, asked);
    } catch (IOException e) {
      // The server is not there, or the client has gone.
    }
  }

  private void forward(Socket from, Socket to, boolean replies, AtomicBoolean asked) {
    byte[] buffer = new byte[65_536];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        bytes.addAndGet(read);
        if (replies) {
          asked.set(false);
        } else if (!asked.getAndSet(true)) {
          roundTrips.incrementAndGet();
        }
        if (replies && losing.compareAndSet(true, false)) {
          return;
        }
        LockSupport.parkNanos(delay.toNanos());
        if (!frozen.contains(from) && (!replies || !withholding)) {
          out.write(buffer, 0, read);
        }
      }
    } catch (IOException e) {
      // Both ends are closed.
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It was to be closed.
    }
  }

  /** As {@link #refuse()}, for good. */
  @Override
  public void close() {
    refuse();
    ServerProcesses.giveBack(port());
  }
}
