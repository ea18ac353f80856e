package io.flagcache.posthog;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Answers with bytes that need not be HTTP, on each connection until the client has ended it. */
final class RawApi implements AutoCloseable {

  static final String THREADS = "raw-api";

  /** What is done on a connection; it may fail as soon as the client hangs up. */
  interface Behaviour {
    void serve(Peer peer) throws IOException;
  }

  final AtomicLong written = new AtomicLong();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ServerSocket server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, THREADS);
            thread.setDaemon(true);
            return thread;
          });
  private volatile Behaviour behaviour = peer -> {};

  RawApi() {
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  int port() {
    return server.getLocalPort();
  }

  void does(Behaviour behaviour) {
    this.behaviour = behaviour;
  }

  /** Answers each request with this, and hangs up. */
  void says(byte[] answer) {
    does(
        peer -> {
          peer.readRequest();
          peer.say(answer);
          peer.hangUp();
        });
  }

  void says(String answer) {
    says(answer.getBytes(ISO_8859_1));
  }

  int accepted() {
    return accepted.get();
  }

  /** Whether the client has ended each connection. */
  boolean allEnded() {
    return ended.get() == accepted.get();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        accepted.incrementAndGet();
        Behaviour present = behaviour;
        threads.execute(() -> serve(new Peer(socket), present));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Peer peer, Behaviour behaviour) {
    try (peer.socket) {
      behaviour.serve(peer);
      peer.awaitEnd();
    } catch (IOException theClientHungUp) {
      // As it does on what it does not like.
    } finally {
      ended.incrementAndGet();
    }
  }

  final class Peer {

    private final Socket socket;

    private Peer(Socket socket) {
      this.socket = socket;
    }

    /** Reads as far as the empty line. */
    String readRequest() throws IOException {
      InputStream in = socket.getInputStream();
      StringBuilder request = new StringBuilder();
      while (request.indexOf("\r\n\r\n", request.length() - 4) < 0) {
        int read = in.read();
        if (read < 0) {
          throw new SocketException("The client hung up");
        }
        request.append((char) read);
      }
      return request.toString();
    }

    void say(String text) throws IOException {
      say(text.getBytes(ISO_8859_1));
    }

    void say(byte[] bytes) throws IOException {
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
      written.addAndGet(bytes.length);
    }

    /** Says it without an end, as fast as the client reads. */
    void flood(String text) throws IOException {
      byte[] much = text.repeat(1 + 65_536 / text.length()).getBytes(ISO_8859_1);
      while (true) {
        say(much);
      }
    }

    /** Says it again and again, slowly, without an end. */
    void trickle(String text) throws IOException {
      try {
        while (!closed.await(10, TimeUnit.MILLISECONDS)) {
          say(text);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    void hangUp() throws IOException {
      socket.shutdownOutput();
    }

    /** Ends the connection as a process that is killed does. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    private void awaitEnd() throws IOException {
      if (!socket.isClosed()) {
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
      }
    }

    /** Connects the two until both have ended. */
    void relayTo(int port) throws IOException {
      try (Socket other = new Socket(InetAddress.getLoopbackAddress(), port)) {
        threads.execute(
            () -> {
              try {
                other.getInputStream().transferTo(socket.getOutputStream());
                socket.shutdownOutput();
              } catch (IOException ended) {
                return;
              }
            });
        socket.getInputStream().transferTo(other.getOutputStream());
      }
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}
