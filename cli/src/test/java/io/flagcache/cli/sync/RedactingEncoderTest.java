package io.flagcache.cli.sync;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.flagcache.core.url.Redaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RedactingEncoderTest {

  @Test
  void whatADriverLogsShowsNoSecretNorDoesItsStackTrace() {
    LoggerContext context = new LoggerContext();
    PatternLayoutEncoder layout = new PatternLayoutEncoder();
    layout.setPattern("%msg%n%ex{short}");
    RedactingEncoder encoder = new RedactingEncoder(layout, Redaction.of(Set.of("hidden")));
    encoder.setContext(context);
    encoder.start();

    byte[] line =
        encoder.encode(
            new LoggingEvent(
                "driver",
                context.getLogger("driver"),
                Level.WARN,
                "refused {} äöü",
                new IOException("no HIDDEN there"),
                new Object[] {"hidden"}));

    assertThat(new String(line, StandardCharsets.UTF_8))
        .contains("refused *** äöü", "no *** there")
        .doesNotContainIgnoringCase("hidden");
  }
}
