package io.flagcache.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class SyncCommandTest {

  private static final Map<String, String> KEY = Map.of("POSTHOG_SECRET_KEY", "phs_hidden");

  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--url memory:x                                    | --token",
        "--token t                                         | No cache is named",
        "--token t --url memory:x?role=reader              | a reader never writes",
        "--token t --url nosuch:x --listen none            | serves the scheme 'nosuch'",
        "--token t --url memory:x --host x                 | --host is 'x'",
        "--token t --url memory:x --listen here            | --listen is 'here'",
        "--token t --url memory:x --listen x:70000         | --listen is 'x:70000'",
        "--token t --url memory:x --poll-interval 1xms     | '1xms' is no duration",
        "--token t --url memory:x?pollInterval=9s --poll-interval 8s | leave one out",
        "--token t --url memory:x --log-format xml         | xml"
      })
  void refusesWrongUsageInOneLine(String arguments, String message) {
    assertThat(execute(arguments)).isEqualTo(2);
    assertThat(err.toString()).contains(message).doesNotContain("hidden");
    assertThat(err.toString().lines()).hasSize(1);
  }

  @Test
  void refusesAPortThatIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(execute("--token t --url memory:taken --listen 127.0.0.1:" + taken.getLocalPort()))
          .isEqualTo(2);
      assertThat(err.toString()).contains("cannot bind");
    }
  }

  @Test
  void takesThePollIntervalFromTheUrlToo() {
    assertThat(poll("memory:x?pollInterval=9s")).isEqualTo(Duration.ofSeconds(9));
    assertThat(poll("memory:x")).isEqualTo(Duration.ofSeconds(30));
  }

  private static Duration poll(String url) {
    SyncCommand command = new SyncCommand();
    new CommandLine(command)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs("--url", url, "--token", "t", "--secret-key", "k", "--listen", "none");
    return command.settings().pollInterval();
  }

  private int execute(String arguments) {
    return FlagcacheCommand.commandLine(KEY)
        .setErr(new PrintWriter(err, true))
        .execute(("sync " + arguments).split(" +"));
  }
}
