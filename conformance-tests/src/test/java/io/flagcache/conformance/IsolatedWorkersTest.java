package io.flagcache.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagcache.isolated.Factories;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IsolatedWorkersTest {

  private final WorkerSettings settings = WorkerSettings.builder("checkout").build();

  @Test
  void noStaticFieldIsShared() throws Exception {
    Factories.MADE.set(10);
    try (IsolatedWorkers one = IsolatedWorkers.ofThisVersion(Factories.Counting.class);
        IsolatedWorkers other = IsolatedWorkers.ofThisVersion(Factories.Counting.class)) {
      assertThat(one.newWorker("here", settings)).hasToString("checkout on here: 1");
      assertThat(one.newWorker("here", settings)).hasToString("checkout on here: 2");
      assertThat(other.newWorker("there", settings)).hasToString("checkout on there: 1");
    }
    assertThat(Factories.MADE).hasValue(10);
  }

  @Test
  void anotherVersionHasItsOwnFiles(@TempDir Path version) throws Exception {
    Files.writeString(version.resolve("version.txt"), "0.1.0");
    try (IsolatedWorkers released =
            IsolatedWorkers.ofVersion(List.of(version), Factories.Looking.class);
        IsolatedWorkers present = IsolatedWorkers.ofThisVersion(Factories.Looking.class)) {
      assertThat(released.newWorker("version.txt", settings)).hasToString("0.1.0");
      assertThat(present.newWorker("version.txt", settings)).hasToString("nothing");
    }
  }

  @Test
  void anotherVersionHasNothingElse(@TempDir Path version) throws Exception {
    try (IsolatedWorkers released =
        IsolatedWorkers.ofVersion(List.of(version), Factories.Asserting.class)) {
      assertThatThrownBy(() -> released.newWorker("", settings))
          .hasRootCauseInstanceOf(ClassNotFoundException.class)
          .hasMessageContaining("assertj");
    }
  }

  @Test
  void theThreadHasItsClassLoaderBack() throws Exception {
    ClassLoader own = Thread.currentThread().getContextClassLoader();
    try (IsolatedWorkers workers = IsolatedWorkers.ofThisVersion(Factories.Looking.class)) {
      workers.newWorker("version.txt", settings);
    }
    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(own);
  }
}
