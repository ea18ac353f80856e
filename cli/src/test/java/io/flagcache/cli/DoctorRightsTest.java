package io.flagcache.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flagcache.testservers.RedisServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What doctor says of a user with too few rights is what makes it well. */
class DoctorRightsTest {

  private static final String OWN_KEYS = "~flagcache:{checkout}:*";

  private final StringWriter out = new StringWriter();
  private RedisServer redis;

  @BeforeEach
  void start() {
    assumeTrue(RedisServer.isAvailable(), "There is no Redis for this machine");
    redis = RedisServer.start();
    redis.command(
        "ACL", "SETUSER", "app", "on", ">hidden-password", OWN_KEYS, "-@all", "+ping", "+select");
  }

  @AfterEach
  void stop() {
    redis.close();
  }

  private int doctor() {
    out.getBuffer().setLength(0);
    String url = "redis://app:hidden-password@127.0.0.1:" + redis.port() + "?serviceKey=checkout";
    int exit =
        FlagcacheCommand.commandLine(Map.of("FLAGCACHE_URL", url))
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(out, true))
            .execute("doctor");
    assertThat(out.toString()).doesNotContain("hidden");
    return exit;
  }

  /** In the list of rights, or in what went wrong when the cache was opened. */
  private Optional<String> grant() {
    return Pattern.compile("ACL SETUSER app .*")
        .matcher(out.toString())
        .results()
        .map(MatchResult::group)
        .filter(grant -> grant.contains("{checkout}"))
        .findFirst();
  }

  @Test
  void runsWithTheRightsThatItNames() {
    redis.command("ACL", "SETUSER", "app", "+eval", "+evalsha", "+script|load", "+type", "+time");
    // On a busy machine what it asks first may have no answer in time, and no rights are named.
    await()
        .untilAsserted(
            () -> {
              assertThat(doctor()).as(out.toString()).isEqualTo(1);
              assertThat(grant()).isPresent();
            });
    String grant = grant().orElseThrow();
    redis.command((Object[]) grant.split(" "));
    assertThat(doctor()).as(out.toString()).isEqualTo(1);
    assertThat(out.toString())
        .contains("✓ read this service key: no entry yet", "✗ open the scratch key")
        .contains("needs the same on the service key flagcache.doctor");

    redis.command(
        (Object[])
            Stream.concat(
                    Stream.of(grant.split(" ")),
                    Stream.of(grant.replace("{checkout}", "{flagcache.doctor}").split(" "))
                        .filter(word -> word.startsWith("~")))
                .toArray(String[]::new));
    assertThat(doctor()).as(out.toString()).isZero();
  }
}
