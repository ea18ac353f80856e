package io.flagcache.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.checks.Reactor.Module;
import java.nio.file.Files;
import java.util.List;
import org.apache.maven.model.Dependency;
import org.apache.maven.model.Model;
import org.junit.jupiter.api.Test;

final class ReactorTest {
  private static final String GROUP = "io.flagcache";

  @Test
  void everyModuleIsBuiltBeforeItIsChecked() {
    assertThat(ours(Reactor.CHECKS.getDependencies()))
        .as("dependencies in build-checks/pom.xml")
        .filteredOn(artifactId -> !artifactId.equals("flagcache-test-servers"))
        .containsExactlyInAnyOrderElementsOf(artifactIds(Reactor.MODULES));
  }

  @Test
  void theBomNamesWhatUsersDependOn() {
    List<Module> libraries =
        Reactor.PUBLISHED.stream().filter(module -> !module.name().equals("cli")).toList();

    assertThat(ours(Reactor.BOM.getDependencyManagement().getDependencies()))
        .as("managed dependencies in bom/pom.xml")
        .containsExactlyInAnyOrderElementsOf(artifactIds(libraries));
    assertThat(ours(Reactor.PARENT.getDependencyManagement().getDependencies()))
        .as("managed dependencies in pom.xml")
        .containsExactlyInAnyOrderElementsOf(artifactIds(libraries));
  }

  @Test
  void theBomSharesNothingWithTheParentButWhatTheyMustAgreeOn() {
    assertThat(Reactor.BOM.getParent()).isNull();
    assertThat(Reactor.BOM.getVersion()).isEqualTo(Reactor.PARENT.getVersion());
    assertThat(Reactor.BOM.getUrl()).isEqualTo(Reactor.PARENT.getUrl());
    assertThat(pluginVersions(Reactor.PARENT)).containsAll(pluginVersions(Reactor.BOM));
  }

  @Test
  void everyModuleSaysWhatItIs() {
    assertThat(Reactor.MODULES)
        .allSatisfy(
            module -> {
              assertThat(module.pom().getArtifactId()).startsWith("flagcache-");
              assertThat(module.pom().getName()).isEqualTo(module.pom().getArtifactId());
              assertThat(module.pom().getDescription()).isNotBlank();
              assertThat(module.packageName()).startsWith(GROUP);
            });
  }

  @Test
  void theReportOfTimeComesAfterAllTests() {
    List<String> tested =
        Reactor.PARENT.getModules().stream()
            .filter(module -> Files.isDirectory(Reactor.ROOT.resolve(module).resolve("src/test")))
            .map(module -> Reactor.pom(module).getArtifactId())
            .toList();

    assertThat(Reactor.pom("time-report").getBuild().getPlugins())
        .filteredOn(plugin -> !plugin.getDependencies().isEmpty())
        .singleElement()
        .satisfies(
            plugin ->
                assertThat(ours(plugin.getDependencies()))
                    .as("what time-report/pom.xml waits for")
                    .containsExactlyInAnyOrderElementsOf(tested));
  }

  private static List<String> artifactIds(List<Module> modules) {
    return modules.stream().map(module -> module.pom().getArtifactId()).toList();
  }

  private static List<String> ours(List<Dependency> dependencies) {
    return dependencies.stream()
        .filter(dependency -> dependency.getGroupId().equals(GROUP))
        .map(Dependency::getArtifactId)
        .toList();
  }

  private static List<String> pluginVersions(Model pom) {
    return pom.getBuild().getPluginManagement().getPlugins().stream()
        .map(plugin -> plugin.getKey() + ":" + plugin.getVersion())
        .toList();
  }
}
