package io.flagcache.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.maven.model.Dependency;
import org.apache.maven.model.Model;
import org.apache.maven.model.Parent;
import org.apache.maven.model.io.xpp3.MavenXpp3Reader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Examples are projects of users' own, with the versions that this build was tested with. */
final class ExamplePomsTest {
  private static final List<Example> EXAMPLES = Example.ALL;
  private static final int LONGEST_README = 30;

  /** The property of the parent POM that has the version of each. */
  private static final Map<String, String> VERSIONS =
      Map.of("h2", "h2.version", "slf4j-simple", "slf4j.version");

  @Test
  void allAreBuiltAndNoneIsPartOfThisBuild() throws IOException {
    try (Stream<Path> directories = Files.list(Example.FOLDER)) {
      assertThat(directories.map(directory -> directory.getFileName().toString()))
          .as("directories of examples, and those of Example.ALL")
          .containsExactlyInAnyOrderElementsOf(EXAMPLES.stream().map(Example::name).toList());
    }
    assertThat(Reactor.PARENT.getModules()).noneMatch(module -> module.startsWith("examples"));
  }

  @ParameterizedTest
  @FieldSource("EXAMPLES")
  void isOfItsUserAlone(Example example) throws Exception {
    Model pom = pom(example);

    assertThat(pom.getGroupId()).isEqualTo("com.example");
    assertThat(pom.getArtifactId()).isEqualTo(example.name());
    if (pom.getParent() != null) {
      assertThat(pom.getParent().getGroupId()).doesNotStartWith("io.flagcache");
      assertThat(pom.getParent().getRelativePath()).isEmpty();
    }
  }

  @ParameterizedTest
  @FieldSource("EXAMPLES")
  void hasTheVersionOfThisBuildFromTheBom(Example example) throws Exception {
    Model pom = pom(example);

    assertThat(pom.getProperties().getProperty("flagcache.version"))
        .isEqualTo(Reactor.PARENT.getVersion());
    assertThat(pom.getDependencyManagement().getDependencies())
        .filteredOn(managed -> managed.getArtifactId().equals(Reactor.BOM.getArtifactId()))
        .extracting(Dependency::getVersion)
        .containsExactly("${flagcache.version}");
    assertThat(pom.getDependencies())
        .filteredOn(dependency -> dependency.getGroupId().equals("io.flagcache"))
        .isNotEmpty()
        .allSatisfy(ours -> assertThat(ours.getVersion()).as(ours.getArtifactId()).isNull());
  }

  @ParameterizedTest
  @FieldSource("EXAMPLES")
  void usesTheLibrariesAndPluginsOfThisBuild(Example example) throws Exception {
    Model pom = pom(example);

    assertThat(pom.getDependencies())
        .filteredOn(dependency -> VERSIONS.containsKey(dependency.getArtifactId()))
        .filteredOn(dependency -> dependency.getVersion() != null)
        .allSatisfy(
            dependency ->
                assertThat(dependency.getVersion())
                    .as(dependency.getArtifactId())
                    .isEqualTo(ofThisBuild(VERSIONS.get(dependency.getArtifactId()))));
    assertThat(pom.getBuild().getPlugins())
        .filteredOn(plugin -> plugin.getGroupId().equals("org.apache.maven.plugins"))
        .allSatisfy(
            plugin ->
                assertThat(Reactor.PARENT.getBuild().getPluginManagement().getPlugins())
                    .as(plugin.getArtifactId())
                    .filteredOn(managed -> managed.getKey().equals(plugin.getKey()))
                    .singleElement()
                    .matches(managed -> managed.getVersion().equals(plugin.getVersion())));
    Parent parent = pom.getParent();
    if (parent != null && parent.getArtifactId().equals("spring-boot-starter-parent")) {
      assertThat(parent.getVersion()).isEqualTo(ofThisBuild(example.name() + ".version"));
    }
  }

  @ParameterizedTest
  @FieldSource("EXAMPLES")
  void isExplainedOnOneScreen(Example example) throws IOException {
    assertThat(Files.readAllLines(example.readme())).hasSizeLessThanOrEqualTo(LONGEST_README);
  }

  private static String ofThisBuild(String property) {
    return Reactor.PARENT.getProperties().getProperty(property);
  }

  private static Model pom(Example example) throws Exception {
    try (InputStream in = Files.newInputStream(example.pom())) {
      return new MavenXpp3Reader().read(in);
    }
  }
}
