package io.flagcache.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.checks.Reactor.Module;
import java.util.List;
import java.util.stream.Stream;
import org.apache.maven.model.Dependency;
import org.junit.jupiter.api.Test;

/**
 * Whoever lists one of our libraries before his own use of the same client has no fewer classes
 * than the client has: the first to name it decides what is excluded from it.
 */
final class NothingIsTakenAwayTest {

  @Test
  void noLibraryExcludesAnythingFromWhatItBrings() {
    assertThat(Reactor.PUBLISHED)
        .filteredOn(module -> !module.name().equals("cli"))
        .isNotEmpty()
        .allSatisfy(
            module -> assertThat(brought(module)).as(module.name()).allMatch(this::isWhole));
  }

  private boolean isWhole(Dependency dependency) {
    return Stream.concat(Stream.of(dependency), managed(dependency))
        .map(Dependency::getExclusions)
        .allMatch(List::isEmpty);
  }

  private static Stream<Dependency> managed(Dependency dependency) {
    return Reactor.PARENT.getDependencyManagement().getDependencies().stream()
        .filter(managed -> managed.getManagementKey().equals(dependency.getManagementKey()));
  }

  private static List<Dependency> brought(Module module) {
    return module.pom().getDependencies().stream()
        .filter(dependency -> !"test".equals(dependency.getScope()))
        .toList();
  }
}
