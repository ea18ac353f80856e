package io.flagcache.checks;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.maven.model.Dependency;
import org.junit.jupiter.api.Test;

/**
 * Whoever lists one of our libraries before his own use of the same client has no fewer classes
 * than the client has: the first to name it decides what is excluded from it. What Maven makes of
 * that is in {@link ClassPathOrderTest}.
 */
final class NothingIsTakenAwayTest {

  @Test
  void noLibraryExcludesAnythingFromWhatItBrings() {
    assertThat(Reactor.PUBLISHED)
        .filteredOn(module -> !module.name().equals("cli"))
        .isNotEmpty()
        .allSatisfy(
            module ->
                assertThat(module.publishedPom().getDependencies())
                    .as(module.name())
                    .isNotEmpty()
                    .flatExtracting(Dependency::getExclusions)
                    .isEmpty());
  }
}
