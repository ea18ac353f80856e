package io.flagcache.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flagcache.checks.Reactor.Module;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.maven.model.Dependency;
import org.apache.maven.model.Model;
import org.apache.maven.model.io.xpp3.MavenXpp3Reader;
import org.junit.jupiter.api.Test;

/**
 * What users resolve names nothing that they cannot resolve; the demo comes in the command line.
 */
final class DemoIsNotPublishedTest {
  private static final Path CLI = Reactor.ROOT.resolve("cli/target");
  private static final Path PUBLISHED_POM = CLI.resolve("published-pom.xml");

  @Test
  void noPublishedPomNamesWhatIsNotPublished() {
    assertThat(Reactor.PUBLISHED)
        .isNotEmpty()
        .filteredOn(module -> !module.name().equals("cli"))
        .allSatisfy(
            module ->
                assertThat(resolvedByUsers(module.pom()))
                    .as(module.name())
                    .isSubsetOf(publishedArtifacts()));
  }

  @Test
  void norDoesTheOneOfTheCommandLine() throws Exception {
    assumeTrue(Files.exists(PUBLISHED_POM), "Only 'package' and later phases write it");
    try (InputStream in = Files.newInputStream(PUBLISHED_POM)) {
      Model published = new MavenXpp3Reader().read(in);

      assertThat(resolvedByUsers(published))
          .contains("flagcache-posthog", "flagcache-jdbc")
          .isSubsetOf(publishedArtifacts());
      assertThat(published.getDependencies())
          .as("what the demo needs is resolved all the same")
          .extracting(Dependency::getArtifactId)
          .containsAll(resolvedFromOthers(Reactor.pom("demo")));
    }
  }

  @Test
  void theDemoIsInTheJarOfTheCommandLineAlone() throws IOException {
    List<Path> jars = jars();
    assumeTrue(!jars.isEmpty(), "Only 'package' and later phases build " + CLI);
    for (Path file : jars) {
      try (JarFile jar = new JarFile(file.toFile())) {
        assertThat(jar.stream().map(entry -> entry.getName()))
            .as(file.toString())
            .contains("io/flagcache/demo/Demo.class")
            .doesNotContain("META-INF/maven/io.flagcache/flagcache-cli/pom.xml");
      }
    }
  }

  private static List<Path> jars() throws IOException {
    if (!Files.exists(PUBLISHED_POM)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(CLI)) {
      return files
          .filter(
              file ->
                  file.getFileName()
                      .toString()
                      .matches("flagcache(-cli-[0-9.]+(-SNAPSHOT)?)?\\.jar"))
          .toList();
    }
  }

  private static Set<String> resolvedByUsers(Model pom) {
    return resolved(pom).filter(ours()).map(Dependency::getArtifactId).collect(Collectors.toSet());
  }

  private static Set<String> resolvedFromOthers(Model pom) {
    return resolved(pom)
        .filter(ours().negate())
        .map(Dependency::getArtifactId)
        .collect(Collectors.toSet());
  }

  private static Predicate<Dependency> ours() {
    return dependency -> dependency.getGroupId().equals("io.flagcache");
  }

  private static Stream<Dependency> resolved(Model pom) {
    return pom.getDependencies().stream()
        .filter(dependency -> !dependency.isOptional())
        .filter(dependency -> !Set.of("test", "provided").contains(dependency.getScope() + ""));
  }

  private static Set<String> publishedArtifacts() {
    return Reactor.PUBLISHED.stream()
        .map(Module::pom)
        .map(Model::getArtifactId)
        .collect(Collectors.toSet());
  }
}
