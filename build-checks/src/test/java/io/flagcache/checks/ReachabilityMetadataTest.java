package io.flagcache.checks;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import io.flagcache.checks.Reactor.Module;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * What our code looks up by its name stands in the metadata of its jar, where GraalVM's native
 * compiler reads what it cannot see. {@code docs/decisions/native-image-metadata.md}
 */
@AnalyzeClasses(locations = MainClasses.class)
final class ReachabilityMetadataTest {

  /** The kit, the command line and the demo run on a JVM; Boot's plugin names what Spring reads. */
  private static final Set<String> ON_A_JVM_OR_BY_SPRING =
      Set.of(
          "cli",
          "conformance-tests",
          "demo",
          "spring-boot-autoconfigure",
          "spring-boot-3-starter",
          "spring-boot-4-starter");

  static final List<Module> LIBRARIES =
      Reactor.MODULES.stream()
          .filter(module -> !ON_A_JVM_OR_BY_SPRING.contains(module.name()))
          .toList();

  /** Those that look something up, and what. */
  private static final Map<String, String> LOOK_UP =
      Map.of(
          "io.flagcache.Backends", "services, whose files and classes are named",
          "io.flagcache.core.credentials.CredentialsProviders", "services, as above",
          "io.flagcache.hazelcast.ClassesOfHazelcast", "Hazelcast's classes, for Hazelcast",
          "io.flagcache.jdbc.DriverSearch", "drivers, which are services, and itself, named",
          "io.flagcache.jdbc.JdbcDialect", "DDL, which is named",
          "io.flagcache.redis.RedisScript", "scripts, which are named");

  private static final Map<String, Predicate<String>> LOOKUPS =
      Map.of(
          "java.lang.Class",
          Pattern.compile("forName|newInstance|get(Declared)?(Constructor|Field|Method)s?")
              .asMatchPredicate()
              .or(name -> name.startsWith("getResource")),
          "java.lang.ClassLoader",
          name -> name.equals("loadClass") || name.matches("get(System)?Resource.*"),
          "java.lang.Module",
          name -> name.startsWith("getResource"),
          "java.util.ResourceBundle",
          name -> name.equals("getBundle"),
          "java.util.ServiceLoader",
          name -> name.startsWith("load"),
          Constructor.class.getName(),
          name -> name.equals("newInstance"),
          Proxy.class.getName(),
          name -> name.equals("newProxyInstance"));

  private static final String SERVICES = "META-INF/services/";
  private static final String METADATA = "META-INF/native-image/";
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @FieldSource("LIBRARIES")
  void everyFileOfTheJarIsNamed(Module library) throws IOException {
    assertThat(files(library))
        .allMatch(
            file -> patterns(library).stream().anyMatch(pattern -> pattern.matcher(file).matches()),
            "is matched by a pattern of resource-config.json");
  }

  @ParameterizedTest
  @FieldSource("LIBRARIES")
  void everyPatternNamesAFile(Module library) throws IOException {
    Set<String> files = files(library);

    assertThat(patterns(library))
        .allMatch(
            pattern -> files.stream().anyMatch(file -> pattern.matcher(file).matches()),
            "matches a file of the jar");
  }

  @ParameterizedTest
  @FieldSource("LIBRARIES")
  void everyServiceHasItsConstructorNamed(Module library) throws IOException {
    for (String service : services(library)) {
      assertThat(types(library))
          .filteredOn(type -> type.path("name").asText().equals(service))
          .as(service + " in reflect-config.json")
          .singleElement()
          .matches(
              type ->
                  type.path("methods")
                      .toString()
                      .equals("[{\"name\":\"<init>\",\"parameterTypes\":[]}]"),
              "names the constructor without parameters");
    }
  }

  @ParameterizedTest
  @FieldSource("LIBRARIES")
  void everyNamedClassIsOfTheJar(Module library) throws Exception {
    for (JsonNode type : types(library)) {
      String name = type.path("name").asText();
      assertThat(library.classes().resolve(name.replace('.', '/') + ".class")).exists();
      if (type.has("methods")) {
        assertThat(Class.forName(name, false, getClass().getClassLoader()).getConstructor())
            .isNotNull();
      }
    }
  }

  /** A file with another name is read by no compiler, and so is one in another directory. */
  @Test
  void theCompilerReadsEveryFileOfMetadata() throws IOException {
    for (Module library : LIBRARIES) {
      String directory = METADATA + "io.flagcache/" + library.pom().getArtifactId() + "/";
      assertThat(allFiles(library))
          .filteredOn(file -> file.startsWith(METADATA))
          .allMatch(
              file ->
                  Set.of(directory + "reflect-config.json", directory + "resource-config.json")
                      .contains(file));
    }
  }

  @ArchTest
  static void nothing_else_is_looked_up_by_its_name(JavaClasses classes) {
    Set<String> looking = new TreeSet<>();
    for (JavaClass type : classes) {
      if (isOfALibrary(type)
          && type.getAccessesFromSelf().stream().anyMatch(access -> isLookup(access))) {
        looking.add(outermost(type));
      }
    }

    assertThat(looking)
        .as("classes that look up by name what the metadata of their jar has to name")
        .isEqualTo(LOOK_UP.keySet());
  }

  private static boolean isOfALibrary(JavaClass type) {
    return Reactor.moduleOf(type.getPackageName()).filter(LIBRARIES::contains).isPresent();
  }

  private static boolean isLookup(JavaAccess<?> access) {
    return LOOKUPS
        .getOrDefault(access.getTargetOwner().getFullName(), name -> false)
        .test(access.getTarget().getName());
  }

  private static String outermost(JavaClass type) {
    return type.getEnclosingClass()
        .map(ReachabilityMetadataTest::outermost)
        .orElse(type.getFullName());
  }

  private static List<Pattern> patterns(Module library) {
    JsonNode file = metadata(library, "resource-config.json");
    return stream(file.path("resources").path("includes"))
        .map(include -> Pattern.compile(include.path("pattern").asText()))
        .toList();
  }

  private static List<JsonNode> types(Module library) {
    return stream(metadata(library, "reflect-config.json")).toList();
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  private static JsonNode metadata(Module library, String name) {
    Path file =
        resources(library)
            .resolve(METADATA)
            .resolve("io.flagcache")
            .resolve(library.pom().getArtifactId())
            .resolve(name);
    try {
      return Files.exists(file) ? JSON.readTree(file.toFile()) : JSON.missingNode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> services(Module library) throws IOException {
    Path directory = resources(library).resolve(SERVICES);
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(Document::read)
          .flatMap(String::lines)
          .filter(line -> !line.isBlank())
          .toList();
    }
  }

  /** What the jar has beside classes and metadata. */
  private static Set<String> files(Module library) throws IOException {
    return allFiles(library).stream()
        .filter(file -> !file.startsWith(METADATA))
        .collect(toCollection(TreeSet::new));
  }

  private static Set<String> allFiles(Module library) throws IOException {
    Path resources = resources(library);
    if (!Files.exists(resources)) {
      return Set.of();
    }
    try (Stream<Path> files = Files.walk(resources)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> resources.relativize(file).toString().replace('\\', '/'))
          .collect(toCollection(TreeSet::new));
    }
  }

  private static Path resources(Module library) {
    return Reactor.ROOT.resolve(library.name()).resolve("src/main/resources");
  }
}
