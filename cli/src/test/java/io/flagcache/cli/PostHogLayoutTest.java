package io.flagcache.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flagcache.testservers.RedisServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the operator's commands say of keys that a program in another language wrote. */
class PostHogLayoutTest {

  /** With blanks, as Python writes it. */
  private static final String DOCUMENT =
      "{\"flags\": [{\"key\": \"a\", \"active\": true}], \"group_type_mapping\": {}}";

  private final StringWriter out = new StringWriter();
  private RedisServer redis;

  @BeforeEach
  void start() {
    assumeTrue(RedisServer.isAvailable(), "There is no Redis for this machine");
    redis = RedisServer.start();
    redis.command("SET", "posthog:flags:checkout", DOCUMENT, "EX", 86_400);
    redis.command("SET", "posthog:flags:checkout:lock", "python-worker", "PX", 60_000);
  }

  @AfterEach
  void stop() {
    redis.close();
  }

  private int run(String command) {
    String url = "redis://127.0.0.1:" + redis.port() + "?serviceKey=checkout&layout=posthog";
    return FlagcacheCommand.commandLine(Map.of("FLAGCACHE_URL", url))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(out, true))
        .execute(command);
  }

  @Test
  void statusNamesNoCompressionOfTextThatIsNotCompressed() {
    assertThat(run("status")).as(out.toString()).isZero();

    assertThat(out.toString())
        .containsPattern("leader     python-worker, lease ends in \\d+ s unless renewed")
        .containsPattern("size       \\d+ bytes of JSON, " + DOCUMENT.length() + " bytes stored\\R")
        .contains("flags      1, cohorts 0");
  }

  @Test
  void doctorNamesNoEpochWhereThereIsNone() {
    assertThat(run("doctor")).as(out.toString()).isZero();

    assertThat(out.toString()).contains("no epoch in this layout").doesNotContain("epoch none");
  }
}
