package io.flagcache.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.flagcache.checks.Reactor.Module;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import org.apache.maven.model.Dependency;
import org.junit.jupiter.api.Test;

/** The demo comes in the jar of the command line, which brings what it needs of others. */
final class DemoIsNotPublishedTest {
  private static final Module CLI =
      Reactor.PUBLISHED.stream()
          .filter(module -> module.name().equals("cli"))
          .findFirst()
          .orElseThrow();

  @Test
  void whatTheDemoNeedsIsResolvedAllTheSame() {
    assertThat(CLI.publishedPom().getDependencies())
        .filteredOn(dependency -> !dependency.isOptional())
        .extracting(Dependency::getArtifactId)
        .containsAll(neededOfOthers());
  }

  @Test
  void itIsInTheJarOfTheCommandLine() throws IOException {
    List<Path> jars =
        CLI.jars().stream()
            .filter(
                jar ->
                    jar.getFileName()
                        .toString()
                        .matches("flagcache(-cli-[0-9.]+(-SNAPSHOT)?)?\\.jar"))
            .toList();
    assumeFalse(jars.isEmpty(), "Only 'package' and later phases of Maven build jars");
    for (Path file : jars) {
      try (JarFile jar = new JarFile(file.toFile())) {
        assertThat(jar.stream().map(entry -> entry.getName()))
            .as(file.toString())
            .contains("io/flagcache/demo/Demo.class");
      }
    }
  }

  private static List<String> neededOfOthers() {
    return Reactor.pom("demo").getDependencies().stream()
        .filter(dependency -> !"test".equals(dependency.getScope()))
        .filter(dependency -> !dependency.getGroupId().equals("io.flagcache"))
        .map(Dependency::getArtifactId)
        .toList();
  }
}
