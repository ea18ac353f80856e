package io.flagcache.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.checks.Reactor.Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An application that uses a backend's client by itself, through a library of its own, has the same
 * class path whether it lists us before that library or after it. Maven resolves what it then has,
 * by the POMs that users get.
 */
@EnabledIfSystemProperty(
    named = "flagcache.test.full",
    matches = "true",
    disabledReason = "starts several Mavens: -Pfull")
final class ClassPathOrderTest {
  private static final Pattern JAR =
      Pattern.compile("[\\w.-]+:[\\w.-]+:jar:[\\w.-]+:(compile|runtime)");

  @TempDir private static Path directory;

  private static String output;

  /** The backends whose clients have dependencies that we do without. */
  enum Client {
    REDISSON("provider-redis", "org.redisson:redisson", "redisson.version"),
    AWS_SDK("provider-dynamodb", "software.amazon.awssdk:dynamodb", "aws-sdk.version");

    private final String backend;
    private final String artifact;
    private final String version;

    Client(String backend, String artifact, String version) {
      this.backend = backend;
      this.artifact = artifact;
      this.version = version;
    }

    String own() {
      return "own-" + name();
    }

    String usFirst() {
      return "us-first-" + name();
    }

    String usLast() {
      return "us-last-" + name();
    }

    List<String> applications() {
      return List.of(own(), usFirst(), usLast());
    }
  }

  @BeforeAll
  static void resolve() throws IOException, InterruptedException {
    TreeSet<String> modules = new TreeSet<>();
    for (Module module : Reactor.PUBLISHED) {
      if (List.of("api", "core", "provider-redis", "provider-dynamodb").contains(module.name())) {
        modules.add(module.name());
        write(module.name(), Files.readString(module.publishedPomFile()));
      }
    }
    for (Client client : Client.values()) {
      modules.add("library-" + client);
      modules.addAll(client.applications());
      write(
          "library-" + client,
          pom(
              "library-" + client,
              dependency(
                  client.artifact, Reactor.PARENT.getProperties().getProperty(client.version))));
      String library = dependency("test:library-" + client, "1");
      String us =
          dependency(
              "io.flagcache:" + Reactor.pom(client.backend).getArtifactId(),
              Reactor.PARENT.getVersion());
      write(client.own(), pom(client.own(), library));
      write(client.usFirst(), pom(client.usFirst(), us + library));
      write(client.usLast(), pom(client.usLast(), library + us));
    }
    Files.writeString(directory.resolve("pom.xml"), NestedMaven.aggregator(modules));
    output =
        NestedMaven.runWith( // Without us, a library has dependencies of other versions.
            NestedMaven.repository(),
            directory,
            "org.apache.maven.plugins:maven-dependency-plugin:"
                + pluginVersion("maven-dependency-plugin")
                + ":tree");
  }

  @Test
  void allIsResolved() {
    assertThat(output).contains("BUILD SUCCESS");
  }

  @ParameterizedTest
  @EnumSource
  void theOrderChangesNothing(Client client) {
    assertThat(jars(client.usFirst())).hasSizeGreaterThan(10).isEqualTo(jars(client.usLast()));
  }

  /** Whatever it has without us; versions aside, which Maven takes from whoever is nearest. */
  @ParameterizedTest
  @EnumSource
  void nothingIsMissing(Client client) {
    Set<String> withUs = artifacts(client.usFirst());
    assertThat(artifacts(client.own())).hasSizeGreaterThan(10).isSubsetOf(withUs);
  }

  private static Set<String> artifacts(String application) {
    return jars(application).stream()
        .map(jar -> jar.replaceFirst(":jar:.*", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What the tree of an application names below its first line. */
  private static Set<String> jars(String application) {
    String from = output.substring(output.indexOf("test:" + application + ":jar:1"));
    String tree = from.substring(0, from.indexOf("\n[INFO] \n"));
    return JAR.matcher(tree)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String pom(String artifactId, String dependencies) {
    return """
    <project xmlns="http://maven.apache.org/POM/4.0.0">
      <modelVersion>4.0.0</modelVersion>
      <groupId>test</groupId><artifactId>%s</artifactId><version>1</version>
      <dependencies>%s</dependencies>
    </project>
    """
        .formatted(artifactId, dependencies);
  }

  private static String dependency(String artifact, String version) {
    String[] parts = artifact.split(":");
    return "<dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version></dependency>"
        .formatted(parts[0], parts[1], version);
  }

  private static void write(String module, String pom) throws IOException {
    Path folder = Files.createDirectories(directory.resolve(module));
    Files.writeString(folder.resolve("pom.xml"), pom);
  }

  private static String pluginVersion(String artifactId) {
    return Reactor.PARENT.getBuild().getPluginManagement().getPlugins().stream()
        .filter(plugin -> plugin.getArtifactId().equals(artifactId))
        .findFirst()
        .orElseThrow()
        .getVersion();
  }
}
