package io.flagcache.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.flagcache.checks.Reactor.Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * PostHog's types come from PostHog; what we compile against in their place reaches nobody. That no
 * POM names it is in {@link PublishedPomTest}.
 */
final class SdkStubIsNotPublishedTest {
  private static final String SDK = "com/posthog/";
  private static final String BRIDGE = "io.flagcache.posthog.PostHogBridge";

  @Test
  void isInNoJar() throws IOException {
    List<Path> jars = new ArrayList<>();
    for (Module module : Reactor.MODULES) {
      jars.addAll(module.jars());
    }
    assumeFalse(jars.isEmpty(), "Only 'package' and later phases of Maven build jars");
    assertThat(jars).anyMatch(jar -> jar.getFileName().toString().startsWith("flagcache-posthog-"));
    for (Path jar : jars) {
      try (JarFile content = new JarFile(jar.toFile())) {
        assertThat(content.stream().map(entry -> entry.getName()))
            .as(jar.toString())
            .isNotEmpty()
            .noneMatch(name -> name.contains(SDK));
      }
    }
  }

  @Test
  void isInNoClassDirectory() {
    assertThat(Reactor.MODULES)
        .noneMatch(module -> Files.exists(module.classes().resolve("com/posthog")));
  }

  /** As in a project that uses the loader and has no SDK: the tests here see neither. */
  @Test
  void everythingButTheBridgeLoadsWithoutTheSdk() throws Exception {
    Path classes = module().classes();
    List<String> names;
    try (Stream<Path> files = Files.walk(classes)) {
      names =
          files
              .map(file -> classes.relativize(file).toString())
              .filter(file -> file.endsWith(".class") && !file.endsWith("package-info.class"))
              .map(file -> file.replaceAll("\\.class$", "").replace('/', '.').replace('\\', '.'))
              .toList();
    }
    assertThat(names).contains(BRIDGE, "io.flagcache.posthog.DefinitionLoader");
    for (String name : names) {
      if (name.equals(BRIDGE)) {
        assertThatExceptionOfType(NoClassDefFoundError.class)
            .isThrownBy(() -> Class.forName(name))
            .withMessageContaining(SDK);
      } else {
        assertThat(Class.forName(name).getDeclaredMethods()).isNotNull();
      }
    }
  }

  private static Module module() {
    return Reactor.MODULES.stream()
        .filter(module -> module.name().equals("posthog"))
        .findFirst()
        .orElseThrow();
  }
}
