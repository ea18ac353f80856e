package io.flagcache.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

class CacheOptionsTest {

  @TempDir Path folder;

  private final Map<String, String> environment = new LinkedHashMap<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Probe probe = new Probe();

  @Command(name = "probe", mixinStandardHelpOptions = true)
  static final class Probe implements Callable<Integer> {
    @Mixin private CacheOptions cache = new CacheOptions();
    @Mixin private SecretKey secretKey = new SecretKey();

    @Option(
        names = "--poll-interval",
        defaultValue = "30s",
        converter = DurationConverter.class,
        description = "${DEFAULT-VALUE} by default.")
    private Duration pollInterval = Duration.ZERO;

    @Option(names = "--verbose")
    private boolean verbose;

    private String url = "";
    private String key = "";

    @Override
    public Integer call() {
      url = cache.url().text();
      key = secretKey.find(Map.of()).orElse("");
      return 0;
    }
  }

  @Test
  void takesEachOptionFromWhereItStandsFirst() throws Exception {
    String config = config("url=redis://config", "poll-interval=1s", "verbose=true");

    run("--config", config);
    assertThat(probe.url).isEqualTo("redis://config");
    assertThat(probe.pollInterval).isEqualTo(Duration.ofSeconds(1));
    assertThat(probe.verbose).isTrue();

    environment.put("FLAGCACHE_URL", "redis://environment");
    environment.put("FLAGCACHE_POLL_INTERVAL", "2s");
    run("--config", config);
    assertThat(probe.url).isEqualTo("redis://environment");
    assertThat(probe.pollInterval).isEqualTo(Duration.ofSeconds(2));
    assertThat(probe.verbose).isTrue();

    run("--url", "redis://line", "--config", config, "--poll-interval", "3s");
    assertThat(probe.url).isEqualTo("redis://line");
    assertThat(probe.pollInterval).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void hasDefaultsAndTakesEmptyValuesForNone() throws Exception {
    environment.put("FLAGCACHE_URL", " ");
    environment.put("FLAGCACHE_POLL_INTERVAL", "");

    run("--config", config("url=redis://config", "poll-interval="));

    assertThat(probe.url).isEqualTo("redis://config");
    assertThat(probe.pollInterval).isEqualTo(Duration.ofSeconds(30));
    assertThat(probe.verbose).isFalse();
  }

  @Test
  void readsUrlAndKeyFromFilesThatAnySourceNames() throws Exception {
    String url = file("url", "redis://:p$w$$x${user}@file \n# not this\n");
    String key = file("key", "phs_file\n");

    run("--url-file", url, "--secret-key-file", key);
    assertThat(probe.url).isEqualTo("redis://:p$w$$x${user}@file");
    assertThat(probe.key).isEqualTo("phs_file");

    run("--config", config("url-file=" + url, "secret-key-file=" + key));
    assertThat(probe.url).endsWith("@file");
    assertThat(probe.key).isEqualTo("phs_file");

    environment.put("FLAGCACHE_URL_FILE", url);
    environment.put("POSTHOG_SECRET_KEY_FILE", key);
    run("--config", config("url=redis://config", "secret-key=phs_config"));
    assertThat(probe.url).endsWith("@file");
    assertThat(probe.key).isEqualTo("phs_file");

    run("--url", "redis://line", "--secret-key", "phs_line");
    assertThat(probe.url).isEqualTo("redis://line");
    assertThat(probe.key).isEqualTo("phs_line");
  }

  @Test
  void findsTheKeyUnderItsNameInTheEnvironment() throws Exception {
    environment.put("POSTHOG_SECRET_KEY", "phs_environment");

    run("--config", config("url=redis://x", "secret-key=phs_config"));

    assertThat(probe.key).isEqualTo("phs_environment");
  }

  @Test
  void takesSecretsAsTheyAre() throws Exception {
    environment.put("FLAGCACHE_URL", "redis://:a${b}c$$d%25\\e@db");
    environment.put("POSTHOG_SECRET_KEY", "${env:HOME}$");

    run();

    assertThat(probe.url).isEqualTo("redis://:a${b}c$$d%25\\e@db");
    assertThat(probe.key).isEqualTo("${env:HOME}$");
  }

  @Test
  void findsTheConfigurationInTheEnvironment() throws Exception {
    environment.put("FLAGCACHE_CONFIG", config("url=redis://config"));

    run();

    assertThat(probe.url).isEqualTo("redis://config");
  }

  @Test
  void refusesAUrlGivenTwiceByOneSource() throws Exception {
    String both =
        "flagcache: --url and --url-file are both given; leave one out (see probe --help)";
    String url = file("url", "redis://hidden");

    refuses(both, "--url", "redis://hidden", "--url-file", url);
    refuses(both, "--config", config("url=redis://hidden", "url-file=" + url));
    environment.put("FLAGCACHE_URL", "redis://hidden");
    environment.put("FLAGCACHE_URL_FILE", url);
    refuses(both);
    environment.remove("FLAGCACHE_URL_FILE");
    refuses(both.replace("url", "secret-key"), "--secret-key", "hidden", "--secret-key-file", url);
  }

  @Test
  void namesTheWaysToNameACache() {
    refuses(
        "flagcache: No cache is named; set the environment variable FLAGCACHE_URL, add --url-file"
            + " or --url, or write url=… into the file of --config (see probe --help)");
  }

  @Test
  void refusesAFileWithoutAUrl() throws Exception {
    String empty = file("empty", "\nredis://hidden");

    refuses("--url-file " + empty + " has nothing on its first line", "--url-file", empty);
    refuses("--url-file missing cannot be read: there is no such file", "--url-file", "missing");
  }

  @Test
  void refusesAConfigurationWithUnknownNames() throws Exception {
    String config = config("url=redis://hidden", "poll-intervall=1s");

    refuses(
        "--config "
            + config
            + " has 'poll-intervall', which is no option; known are poll-interval, secret-key,"
            + " secret-key-file, url, url-file, verbose",
        "--config",
        config);
    // Though nothing is missing on the command line.
    refuses("'config'", "--url", "redis://line", "--config", config("config=other.properties"));
    refuses("'help'", "--url", "redis://line", "--config", config("help=true"));
  }

  @Test
  void refusesAConfigurationThatCannotBeRead() throws Exception {
    refuses("--config missing cannot be read: there is no such file", "--config", "missing");
    String broken = config("url=\\uzzzz");
    refuses("--config " + broken + " has a \\u without four", "--config", broken);
    environment.put("FLAGCACHE_CONFIG", "missing");
    refuses("--config missing cannot be read: there is no such file");
  }

  @Test
  void namesTheSourceOfABadValue() throws Exception {
    String config = config("url=redis://hidden", "poll-interval=often");

    refuses(
        "'often' is no duration such as 500ms or 1s, from 'poll-interval' in " + config,
        "--config",
        config);
    environment.put("FLAGCACHE_POLL_INTERVAL", "seldom");
    refuses(
        "'seldom' is no duration such as 500ms or 1s, from the environment variable"
            + " FLAGCACHE_POLL_INTERVAL (see probe --help)",
        "--config",
        config);
  }

  @Test
  void helpsWhateverTheSourcesSay() throws Exception {
    environment.put("FLAGCACHE_URL", "redis://hidden");
    environment.put("FLAGCACHE_POLL_INTERVAL", "seldom");
    environment.put("FLAGCACHE_HELP", "true");

    assertThat(execute("--help", "--config", "missing")).isZero();

    assertThat(out.toString()).contains("FLAGCACHE_URL", "30s by default");
    assertThat(out.toString()).doesNotContain("hidden");
    environment.remove("FLAGCACHE_POLL_INTERVAL");
    run();
    assertThat(probe.url).isEqualTo("redis://hidden");
  }

  private void refuses(String message, String... arguments) {
    err.getBuffer().setLength(0);

    assertThat(execute(arguments)).isEqualTo(2);
    assertThat(err.toString()).contains(message).doesNotContain("hidden");
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(out.toString()).isEmpty();
  }

  private void run(String... arguments) {
    assertThat(execute(arguments)).as(err.toString()).isZero();
  }

  private int execute(String... arguments) {
    // The parser takes what is in a command's fields for their defaults.
    probe = new Probe();
    return FlagcacheCommand.commandLine(probe, environment)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private String config(String... lines) throws Exception {
    return file("config.properties", String.join("\n", lines));
  }

  private String file(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text).toString();
  }
}
