package io.flagcache.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flagcache.checks.Reactor.Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.maven.model.Dependency;
import org.apache.maven.model.Model;
import org.junit.jupiter.api.Test;

/** The POMs that users get name nothing that users cannot get, in whatever scope. */
final class PublishedPomTest {
  private static final Pattern OURS =
      Pattern.compile("<groupId>io\\.flagcache</groupId>\\s*<artifactId>([^<]*)</artifactId>");

  @Test
  void namesNoArtifactThatIsNotPublished() throws IOException {
    for (Module module : Reactor.PUBLISHED) {
      assertThat(ours(module.publishedPomFile()))
          .as(module.name())
          .contains(module.pom().getArtifactId())
          .isSubsetOf(publishedArtifacts());
    }
    assertThat(ours(Reactor.ROOT.resolve("bom/pom.xml")))
        .hasSizeGreaterThan(1)
        .isSubsetOf(publishedArtifacts());
  }

  @Test
  void saysAllByItself() {
    assertThat(Reactor.PUBLISHED)
        .allSatisfy(
            module -> {
              Model pom = module.publishedPom();
              assertThat(pom.getParent()).isNull();
              assertThat(pom.getProfiles()).isEmpty();
              assertThat(pom.getRepositories()).isEmpty();
              assertThat(module.publishedPomFile()).content(UTF_8).doesNotContain("${");
              assertThat(pom.getDependencies())
                  .isNotEmpty()
                  .allSatisfy(dependency -> assertThat(dependency.getVersion()).isNotBlank())
                  .extracting(Dependency::getScope)
                  .doesNotContain("test");
            });
  }

  @Test
  void namesTheProjectAndNotADirectoryOfIt() {
    assertThat(Reactor.PUBLISHED)
        .allSatisfy(
            module -> {
              Model pom = module.publishedPom();
              assertThat(pom.getDescription()).isEqualTo(module.pom().getDescription());
              assertThat(pom.getUrl()).isEqualTo(Reactor.PARENT.getUrl());
              assertThat(pom.getScm().getUrl()).isEqualTo(Reactor.PARENT.getScm().getUrl());
              assertThat(pom.getScm().getConnection())
                  .isEqualTo(Reactor.PARENT.getScm().getConnection());
              assertThat(pom.getLicenses()).isNotEmpty();
              assertThat(pom.getDevelopers()).isNotEmpty();
            });
  }

  @Test
  void isTheOneInTheJar() throws IOException {
    boolean packaged = false;
    for (Module module : Reactor.PUBLISHED) {
      String artifactId = module.pom().getArtifactId();
      for (Path file : module.jars()) {
        if (file.getFileName().toString().matches(artifactId + "-[0-9.]+(-SNAPSHOT)?\\.jar")) {
          packaged = true;
          try (JarFile jar = new JarFile(file.toFile())) {
            String entry = "META-INF/maven/io.flagcache/" + artifactId + "/pom.xml";
            assertThat(jar.getInputStream(jar.getEntry(entry)).readAllBytes())
                .as(file + ": " + entry)
                .isEqualTo(Files.readAllBytes(module.publishedPomFile()));
          }
        }
      }
    }
    assumeTrue(packaged, "Only 'package' and later phases of Maven build jars");
  }

  private static Set<String> publishedArtifacts() {
    return Stream.concat(Reactor.PUBLISHED.stream().map(Module::pom), Stream.of(Reactor.BOM))
        .map(Model::getArtifactId)
        .collect(Collectors.toSet());
  }

  /** The artifacts of ours that the POM names, wherever. */
  private static List<String> ours(Path pom) throws IOException {
    return OURS.matcher(Files.readString(pom)).results().map(found -> found.group(1)).toList();
  }
}
