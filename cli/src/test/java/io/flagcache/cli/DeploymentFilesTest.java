package io.flagcache.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The files for containers name what the command has. */
class DeploymentFilesTest {

  private static final List<String> HEALTH = List.of("/health/live", "/health/ready");

  @TempDir Path folder;

  private final CommandSpec sync = new CommandLine(new SyncCommand()).getCommandSpec();

  @Test
  void kubernetesNamesWhatTheCommandHas() throws Exception {
    YAMLMapper yaml = new YAMLMapper();
    List<JsonNode> documents =
        yaml.readerFor(JsonNode.class)
            .<JsonNode>readValues(Path.of("../docs/kubernetes/sync.yaml").toFile())
            .readAll();
    assertThat(documents)
        .extracting(document -> document.path("kind").asText())
        .containsExactly("Secret", "Deployment", "PodDisruptionBudget");
    JsonNode pod = documents.get(1).path("spec").path("template").path("spec");
    assertThat(pod.path("terminationGracePeriodSeconds").asInt()).isGreaterThan(10);
    JsonNode container = pod.path("containers").path(0);
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      assertThat(HEALTH).contains(container.path(probe).path("httpGet").path("path").asText());
    }

    Map<String, String> environment = new HashMap<>();
    for (JsonNode variable : container.path("env")) {
      String name = variable.path("name").asText();
      assertThat(sync.findOption(optionOf(name))).as(name).isNotNull();
      environment.put(name, variable.path("value").asText());
    }
    String port = container.path("ports").path(0).path("containerPort").asText();
    assertThat(environment.get("FLAGCACHE_LISTEN")).endsWith(":" + port);
    JsonNode secret = documents.get(0).path("stringData");
    environment.replaceAll(
        (name, value) -> name.endsWith("_FILE") ? mounted(secret, value) : value);
    String[] arguments =
        StreamSupport.stream(container.path("args").spliterator(), false)
            .map(JsonNode::asText)
            .toArray(String[]::new);
    CommandLine command = FlagcacheCommand.commandLine(environment);
    CommandLine parsed = command.parseArgs(arguments).subcommand().commandSpec().commandLine();
    assertThat(((SyncCommand) parsed.getCommand()).settings().url()).hasToString("rediss:…");
  }

  @Test
  void theImageRunsACommandThatThereIs() throws Exception {
    List<String> lines = Files.readAllLines(Path.of("../Dockerfile"));
    ObjectMapper json = new ObjectMapper();
    List<String> command = List.of(json.readValue(after(lines, "CMD "), String[].class));
    List<String> entry = List.of(json.readValue(after(lines, "ENTRYPOINT "), String[].class));
    String jar = entry.get(entry.size() - 1);

    assertThat(FlagcacheCommand.commandLine(Map.of()).getSubcommands()).containsKey(command.get(0));
    String folder = jar.substring(0, jar.lastIndexOf('/') + 1);
    assertThat(after(lines, "COPY "))
        .isEqualTo("archive-classes cli/target/quick/flagcache.jar " + folder);
    assertThat(after(lines, "RUN ")).isEqualTo(folder + "archive-classes " + jar);
    assertThat(entry).contains("-XX:SharedArchiveFile=" + jar.replace(".jar", ".jsa"));
    assertThat(after(lines, "USER ")).matches("[1-9]\\d*:[1-9]\\d*");
    for (String setting : after(lines, "ENV ").split(" ", -1)) {
      String name = setting.substring(0, setting.indexOf('='));
      assertThat(sync.findOption(optionOf(name))).as(name).isNotNull();
    }
    assertThat(exitOf(entry.subList(1, entry.size() - 2))).isZero();
  }

  /** Whether a JVM takes these options. */
  private static int exitOf(List<String> options) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(options);
    command.add("-version");
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private String mounted(JsonNode secret, String path) {
    String key = path.substring(path.lastIndexOf('/') + 1);
    assertThat(secret.has(key)).as(path).isTrue();
    try {
      return Files.writeString(folder.resolve(key), secret.path(key).asText()).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String optionOf(String variable) {
    return "--"
        + variable
            .replaceFirst("^(FLAGCACHE|POSTHOG)_", "")
            .toLowerCase(Locale.ROOT)
            .replace('_', '-');
  }

  private static String after(List<String> lines, String instruction) {
    return lines.stream()
        .filter(line -> line.startsWith(instruction))
        .map(line -> line.substring(instruction.length()))
        .findFirst()
        .orElseThrow();
  }
}
