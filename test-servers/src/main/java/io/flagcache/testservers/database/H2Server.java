package io.flagcache.testservers.database;

import io.flagcache.testservers.ServerProcesses;
import io.flagcache.testservers.ShortJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.h2.tools.Server;

/** H2 in a process of its own, on files. */
final class H2Server extends ServerProcess {

  private final Path directory = ServerProcesses.newDirectory("flagcache-h2");
  private final int port = ServerProcesses.freePort();
  private Process process;

  private H2Server() {}

  static TestServer start() {
    H2Server server = new H2Server();
    ServerProcesses.atExit(server::kill, server.directory);
    server.restart();
    return server;
  }

  /** Without WRITE_DELAY=0 a killed H2 loses what was committed in its last half second. */
  @Override
  public String url() {
    return "jdbc:h2:tcp://localhost:"
        + port
        + "/./cache;WRITE_DELAY=0;USER=sa;PASSWORD=secret-of-h2";
  }

  /** H2's driver leaves a connection that timed out open, with its locks, until it is garbage. */
  @Override
  public void resume() {
    super.resume();
    System.gc();
  }

  @Override
  ProcessHandle process() {
    return process.toHandle();
  }

  @Override
  public void restart() {
    try {
      process =
          new ProcessBuilder(
                  ShortJvm.command(
                      "-Xmx256m",
                      "-cp",
                      Path.of(
                              Server.class
                                  .getProtectionDomain()
                                  .getCodeSource()
                                  .getLocation()
                                  .toURI())
                          .toString(),
                      Server.class.getName(),
                      "-tcp",
                      "-tcpPort",
                      Integer.toString(port),
                      "-ifNotExists",
                      "-baseDir",
                      directory.toString()))
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("log").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (java.net.URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .ignoreExceptionsInstanceOf(SQLException.class)
        .until(
            () -> {
              connect().close();
              return true;
            });
  }
}
