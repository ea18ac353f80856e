package io.flagcache.posthog;

import static io.flagcache.posthog.ScriptedApi.body;
import static io.flagcache.posthog.ScriptedApi.status;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The secret key goes to the configured host and nowhere else. */
class SecretTest extends LoaderTestBase {

  /** A valid host name too. */
  private static final String HIDDEN = "topSecretKey0123456789";

  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final PrintStream realErr = System.err;

  @BeforeEach
  void captureLog() {
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() {
    System.setErr(realErr);
  }

  @Test
  void keyShowsNowhere() {
    List<String> shown = new ArrayList<>();
    DefinitionLoader loader =
        built(
            shared()
                .secretKey(HIDDEN)
                .requestTimeout(Duration.ofMillis(300))
                .listener(event -> shown.add(event.toString())));
    api.script(
        status(500),
        body("\"" + HIDDEN + "\""),
        body(HIDDEN),
        body("{\"flags\":\"" + HIDDEN + "\"}"),
        body("{}", "Content-Encoding", HIDDEN),
        status(302, "Location", "http://" + HIDDEN + "/"),
        status(302, "Location", "http://" + HIDDEN + "/?key=" + HIDDEN),
        api.hang(),
        exchange -> {},
        exchange -> {});
    cache.shouldFetch = ScriptedProvider.failing("down");
    for (int i = 0; i < 12; i++) {
      shown.add(loader.poll().toString());
      shown.add(loader.status().toString());
    }
    shown.add(loader.toString());
    loader.close();

    assertThat(api.requests).hasSizeGreaterThan(9);
    assertThat(log.toString(StandardCharsets.UTF_8)).contains("DefinitionLoader");
    shown.add(log.toString(StandardCharsets.UTF_8));
    assertThat(shown).noneMatch(text -> text.contains(HIDDEN));
  }

  @Test
  void otherHostIsSentNothing() {
    try (ScriptedApi elsewhere = new ScriptedApi()) {
      for (int status : new int[] {301, 302, 303, 307, 308}) {
        api.script(status(status, "Location", elsewhere.uri() + "/flags/definitions"));
        built(direct()).poll();
      }
      assertThat(api.requests).hasSize(5);
      assertThat(elsewhere.requests).isEmpty();
    }
  }

  @Test
  void proxyIsTakenFromTheSystemProperties() {
    String host = System.getProperty("http.proxyHost");
    String port = System.getProperty("http.proxyPort");
    try {
      System.setProperty("http.proxyHost", "127.0.0.1");
      System.setProperty("http.proxyPort", String.valueOf(api.uri().getPort()));
      api.serve(A, "\"a\"");
      DefinitionLoader loader = built(direct().host(URI.create("http://flags.invalid/prefix/")));
      loader.poll();

      assertThat(loader.definitions()).contains(data(A));
      assertThat(api.requests.get(0).uri())
          .isEqualTo("http://flags.invalid/prefix/flags/definitions?token=phc_token&send_cohorts");
    } finally {
      restore("http.proxyHost", host);
      restore("http.proxyPort", port);
    }
  }

  private static void restore(String property, String value) {
    if (value == null) {
      System.clearProperty(property);
    } else {
      System.setProperty(property, value);
    }
  }
}
