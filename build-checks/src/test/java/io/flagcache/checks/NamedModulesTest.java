package io.flagcache.checks;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.checks.Reactor.Module;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** {@code docs/decisions/named-modules.md} */
final class NamedModulesTest {

  /** Those that have a name in their manifest alone. */
  private static final Set<String> AUTOMATIC =
      Set.of(
          "cli",
          "conformance-tests",
          "posthog",
          "spring-boot-autoconfigure",
          "spring-boot-3-starter",
          "spring-boot-4-starter");

  static final List<Module> NAMED =
      Reactor.PUBLISHED.stream().filter(module -> !AUTOMATIC.contains(module.name())).toList();

  @ParameterizedTest
  @FieldSource("NAMED")
  void aLibraryIsANamedModule(Module library) {
    assertThat(descriptor(library).name()).isEqualTo(library.packageName());
  }

  @Test
  void theOthersAreNot() {
    assertThat(Reactor.PUBLISHED)
        .filteredOn(module -> AUTOMATIC.contains(module.name()))
        .hasSameSizeAs(AUTOMATIC)
        .noneMatch(module -> Files.exists(module.classes().resolve("module-info.class")));
  }

  /** On the class path its services are found by the file, on the module path by the module. */
  @ParameterizedTest
  @FieldSource("NAMED")
  void theModuleProvidesWhatTheFilesOfServicesName(Module library) throws IOException {
    Set<String> provided =
        descriptor(library).provides().stream()
            .flatMap(
                service ->
                    service.providers().stream()
                        .map(provider -> service.service() + "=" + provider))
            .collect(toSet());

    assertThat(provided).isEqualTo(filesOfServices(library));
  }

  /** Each package was made for whoever is outside, or has nothing public. */
  @ParameterizedTest
  @FieldSource("NAMED")
  void everyPackageOfClassesIsExportedToAll(Module library) throws IOException {
    ModuleDescriptor descriptor = descriptor(library);

    assertThat(descriptor.exports()).noneMatch(ModuleDescriptor.Exports::isQualified);
    assertThat(descriptor.exports().stream().map(ModuleDescriptor.Exports::source))
        .containsExactlyInAnyOrderElementsOf(packages(library.classes()));
  }

  private static ModuleDescriptor descriptor(Module library) {
    return ModuleFinder.of(library.classes()).findAll().stream()
        .map(ModuleReference::descriptor)
        .findFirst()
        .orElseThrow(() -> new AssertionError(library.name() + " has no module-info.java"));
  }

  private static Set<String> filesOfServices(Module library) throws IOException {
    Path services = library.classes().resolve("META-INF/services");
    if (!Files.exists(services)) {
      return Set.of();
    }
    try (Stream<Path> files = Files.list(services)) {
      return files.flatMap(NamedModulesTest::lines).collect(toSet());
    }
  }

  private static Stream<String> lines(Path service) {
    try {
      return Files.readAllLines(service).stream()
          .map(provider -> service.getFileName() + "=" + provider);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> packages(Path classes) throws IOException {
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .filter(file -> file.toString().endsWith(".class"))
          .map(file -> classes.relativize(file).getParent())
          .filter(directory -> directory != null)
          .map(directory -> directory.toString().replace('/', '.').replace('\\', '.'))
          .collect(toCollection(TreeSet::new));
    }
  }
}
