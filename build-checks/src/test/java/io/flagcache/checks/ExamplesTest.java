package io.flagcache.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flagcache.checks.Example.Step;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.store.StoreStatus;
import io.flagcache.demo.standin.GeneratedDefinitions;
import io.flagcache.demo.standin.ServedDocument;
import io.flagcache.demo.standin.StandInEndpoint;
import io.flagcache.testservers.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Each example is built as its user builds it, does what its README shows, ends when it is told to,
 * and leaves no lease behind.
 */
@Execution(ExecutionMode.CONCURRENT)
final class ExamplesTest {
  private static final boolean FULL = Boolean.getBoolean("flagcache.test.full");
  private static final Path COPIES = Path.of("target", "examples").toAbsolutePath();
  private static final List<Example> EXAMPLES = Example.ALL;

  private static StandInEndpoint api;
  private static RedisServer redis;

  @BeforeAll
  static void buildAllAtOnce() throws Exception {
    assumeFalse(System.getProperty("os.name").startsWith("Windows"), "It needs symbolic links");
    List<String> built =
        EXAMPLES.stream().filter(example -> FULL || example.isQuick()).map(Example::name).toList();
    for (String name : built) {
      copy(Example.FOLDER.resolve(name), COPIES.resolve(name));
    }
    // One Maven for all costs a third of one for each.
    Files.writeString(COPIES.resolve("pom.xml"), NestedMaven.aggregator(built));
    Path repository = ReactorRepository.at(COPIES.resolve("repository"));
    assertThat(NestedMaven.runWith(repository, COPIES, "-nsu", "clean", "package"))
        .contains("BUILD SUCCESS");
    api =
        StandInEndpoint.start(
            "phc_demo", "phs_demo", ServedDocument.of(GeneratedDefinitions.of(400, 1)));
    redis = RedisServer.start();
  }

  @AfterAll
  static void stopServers() {
    if (api != null) {
      api.close();
    }
    if (redis != null) {
      redis.close();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      List<Path> sources =
          files
              .filter(Files::isRegularFile)
              .filter(file -> !from.relativize(file).startsWith("target"))
              .toList();
      for (Path source : sources) {
        Path target = to.resolve(from.relativize(source));
        Files.createDirectories(target.getParent());
        Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("EXAMPLES")
  void doesWhatItsReadmeShows(Example example) throws Exception {
    assumeTrue(FULL || example.isQuick(), "It is built and run under -Pfull");
    Map<String, String> environment = new HashMap<>(Map.of("POSTHOG_HOST", api.host().toString()));
    if (!example.onServer().isEmpty()) {
      environment.put("FLAGCACHE_URL", redis.url() + example.parameters());
    }

    run(example, environment);

    Path database = COPIES.resolve(example.name()).resolve("target/flags");
    for (String serviceKey : example.inFile()) {
      assertNobodyLeads("jdbc:h2:" + database + ";flagcache.serviceKey=" + serviceKey);
    }
    for (String serviceKey : example.onServer()) {
      assertNobodyLeads(redis.url() + "?serviceKey=" + serviceKey);
    }
    if (FULL && !example.onServer().isEmpty()) {
      // Its README has no server, and what is in the process ends with it.
      environment.remove("FLAGCACHE_URL");
      run(example, environment);
    }
  }

  private static void run(Example example, Map<String, String> environment) throws Exception {
    try (ExampleRun run = new ExampleRun(example, COPIES.resolve(example.name()), environment)) {
      List<Step> steps = example.steps();
      assertThat(steps).as("commands in " + example.readme()).isNotEmpty();
      for (Step step : steps) {
        run.perform(step);
      }
      if (example.isService()) {
        run.stop();
      }
    }
  }

  private static void assertNobodyLeads(String url) {
    // On a busy machine an answer may come after the deadline.
    StoreStatus status = await().ignoreExceptions().until(() -> inspect(url), found -> true);
    assertThat(status.entry()).as("the flags that it published to %s", url).isPresent();
    assertThat(status.lease()).as("the lease that it had on %s", url).isEmpty();
  }

  private static StoreStatus inspect(String url) {
    FlagCacheProvider operator = FlagCacheProvider.open(url);
    try {
      return operator.inspect().join();
    } finally {
      operator.shutdown().join();
    }
  }
}
