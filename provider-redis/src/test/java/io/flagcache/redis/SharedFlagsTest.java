package io.flagcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.FlagDefinitionJson;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.RedisServer;
import io.flagcache.testservers.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The readers in Python and Ruby that the guide shows; {@link PostHogNodeTest} has Node's. */
@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
class SharedFlagsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SOURCE = Path.of("src/test/other-languages");
  private static final Path FIXTURES = Path.of("../conformance-proofs/src/test/resources/fixtures");
  private static final List<String> DAMAGES =
      List.of("{\"flags\":[{\"key\"", "[1]", "null", "7", "{}", "{\"flags\":{}}", "\"\u0000\"");

  private RedisServer server;

  @BeforeEach
  void start() {
    server = RedisTestServers.borrow();
  }

  @AfterEach
  void stop() {
    RedisTestServers.giveBack(server);
  }

  private enum Language {
    PYTHON("shared_flags.py", "reads.py", "import redis", "-c", "python3", "/usr/bin/python3"),
    RUBY("shared_flags.rb", "reads.rb", "require 'redis'", "-e", "ruby", "/usr/bin/ruby");

    private final String reader;
    private final String script;
    private final String needs;
    private final String runs;
    private final List<String> interpreters;

    Language(String reader, String script, String needs, String runs, String... interpreters) {
      this.reader = reader;
      this.script = script;
      this.needs = needs;
      this.runs = runs;
      this.interpreters = List.of(interpreters);
    }

    /** One that has the client for Redis; a visible skip where there is none. */
    private String interpreter(Path directory) throws Exception {
      for (String interpreter : interpreters) {
        if (isSuccess(directory, List.of(interpreter, runs, needs))) {
          return interpreter;
        }
      }
      return abort("None of " + interpreters + " can run " + needs);
    }

    /** What the reader answers for each pair of a URL and a service key. */
    List<JsonNode> reads(List<String> urlsAndKeys) throws Exception {
      Path directory =
          Files.createDirectories(Path.of("target", name().toLowerCase(Locale.ROOT)))
              .toAbsolutePath();
      List<String> command = new ArrayList<>();
      command.add(interpreter(directory));
      command.add(script);
      command.addAll(urlsAndKeys);
      OtherLanguagesGuide.writeFile(reader, directory);
      Files.copy(
          SOURCE.resolve(script), directory.resolve(script), StandardCopyOption.REPLACE_EXISTING);
      assertThat(isSuccess(directory, command)).as(Files.readString(errors(directory))).isTrue();
      List<JsonNode> answers = new ArrayList<>();
      for (String line : Files.readAllLines(output(directory))) {
        answers.add(JSON.readTree(line));
      }
      return answers;
    }

    private static Path output(Path directory) {
      return directory.resolve("output");
    }

    private static Path errors(Path directory) {
      return directory.resolve("errors");
    }

    private static boolean isSuccess(Path directory, List<String> command) throws Exception {
      Process process;
      try {
        process =
            new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(output(directory).toFile())
                .redirectError(errors(directory).toFile())
                .start();
      } catch (IOException e) {
        return false;
      }
      try {
        return process.waitFor(5, TimeUnit.MINUTES) && process.exitValue() == 0;
      } finally {
        process.destroyForcibly();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsWhatWasPublishedAndNeitherFetchesNorWrites(Language language) throws Exception {
    byte[] document = Files.readAllBytes(FIXTURES.resolve("unknown-metadata.raw.json"));
    publish(document);
    String url = OtherLanguagesGuide.readerUrl(server);
    List<String> urlsAndKeys = new ArrayList<>(List.of(url, "published"));
    for (int i = 0; i < DAMAGES.size(); i++) {
      server.command("SET", "posthog:flags:damaged" + i, DAMAGES.get(i));
      urlsAndKeys.addAll(List.of(url, "damaged" + i));
    }
    urlsAndKeys.addAll(List.of(url, "empty", "redis://127.0.0.1:1", "unreachable"));
    Object before = server.command("DBSIZE");

    List<JsonNode> answers = language.reads(urlsAndKeys);

    assertThat(answers).hasSize(DAMAGES.size() + 3);
    assertThat(answers)
        .allSatisfy(answer -> assertThat(answer.get("fetches").asText()).isEqualTo("false"));
    assertThat(answers.get(0).get("reads")).isEqualTo(JSON.readTree(document));
    assertThat(answers.subList(1, answers.size()))
        .allSatisfy(answer -> assertThat(answer.get("reads").isNull()).isTrue());
    assertThat(server.command("DBSIZE")).isEqualTo(before);
    assertThat(server.command("GET", "posthog:flags:damaged0")).isEqualTo(DAMAGES.get(0));
  }

  private void publish(byte[] document) {
    FlagCacheProvider writer =
        TestStores.patient()
            .url(server.url())
            .layout(RedisLayout.POSTHOG)
            .serviceKey("published")
            .build();
    assertThat(writer.shouldFetchFlagDefinitions().join()).isTrue();
    writer.onFlagDefinitionsReceived(FlagDefinitionJson.parse(document)).join();
    Workers.shutDown(writer);
  }
}
