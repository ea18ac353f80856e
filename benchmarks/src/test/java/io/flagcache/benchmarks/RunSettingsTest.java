package io.flagcache.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flagcache.benchmarks.RunSettings.Part;
import io.flagcache.benchmarks.backend.Backend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunSettingsTest {

  @BeforeEach
  @AfterEach
  void clear() {
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("flagcache.benchmarks."))
        .forEach(System::clearProperty);
  }

  @Test
  void withoutAnyAllIsMeasuredQuickly() {
    System.setProperty("flagcache.benchmarks.backends", "");
    RunSettings settings = RunSettings.ofSystemProperties();
    assertThat(settings.plan()).isEqualTo(Plan.QUICK);
    assertThat(settings.backends()).isEqualTo(Backend.measured()).doesNotContain(Backend.H2);
    assertThat(settings.parts()).containsExactly(Part.values());
    assertThat(settings.label()).isEmpty();
  }

  @Test
  void someMayBeChosen() {
    System.setProperty("flagcache.benchmarks.run", "full");
    System.setProperty("flagcache.benchmarks.backends", "redis, postgresql");
    System.setProperty("flagcache.benchmarks.parts", "simulated-fleets");
    System.setProperty("flagcache.benchmarks.label", "before");
    RunSettings settings = RunSettings.ofSystemProperties();
    assertThat(settings.plan()).isEqualTo(Plan.FULL);
    assertThat(settings.backends()).containsExactly(Backend.REDIS, Backend.POSTGRESQL);
    assertThat(settings.parts()).containsExactly(Part.SIMULATED_FLEETS);
    assertThat(settings.label()).contains("before");
  }

  @Test
  void unknownPlanIsRefusedWithThoseThatThereAre() {
    System.setProperty("flagcache.benchmarks.run", "long");
    assertThatIllegalArgumentException()
        .isThrownBy(RunSettings::ofSystemProperties)
        .withMessageContaining("'long'; use trial, quick or full");
  }
}
