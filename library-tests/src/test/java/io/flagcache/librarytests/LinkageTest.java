package io.flagcache.librarytests;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.dynamodb.DynamoDbFlagCache;
import io.flagcache.hazelcast.HazelcastFlagCache;
import io.flagcache.jdbc.JdbcFlagCache;
import io.flagcache.posthog.DefinitionLoader;
import io.flagcache.redis.RedisFlagCache;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever our libraries call of others is there, also where only a rare failure calls it. */
class LinkageTest {

  /** What the code does without, by module; PostHog's SDK is the user's. */
  private static final Map<Class<?>, Set<String>> MAY_BE_MISSING =
      Map.of(
          JdbcFlagCache.class,
          Set.of(
              "com/zaxxer/hikari/HikariConfig"
                  + ".setExceptionOverride(Lcom/zaxxer/hikari/SQLExceptionOverride;)V"),
          DefinitionLoader.class,
          Set.of("com/posthog/server/PostHogFlagDefinitionCacheProvider"));

  @ParameterizedTest
  @ValueSource(
      classes = {
        FlagDefinitionCacheProvider.class,
        FlagCacheProvider.class,
        JdbcFlagCache.class,
        RedisFlagCache.class,
        DynamoDbFlagCache.class,
        HazelcastFlagCache.class,
        DefinitionLoader.class
      })
  void nothingThatIsCalledIsMissing(Class<?> anyOfTheModule) throws Exception {
    Linkage linkage = new Linkage(anyOfTheModule.getClassLoader());
    List<byte[]> classes = classesBeside(anyOfTheModule);
    classes.forEach(linkage::check);

    assertThat(classes).hasSizeGreaterThan(1);
    assertThat(linkage.missing())
        .as("what is missing of libraries")
        .isSubsetOf(MAY_BE_MISSING.getOrDefault(anyOfTheModule, Set.of()));
  }

  @Test
  void whatIsMissingIsFound() throws IOException {
    Linkage linkage =
        new Linkage(
            new ClassLoader(getClass().getClassLoader()) {
              @Override
              public InputStream getResourceAsStream(String name) {
                return name.equals("org/assertj/core/api/Assertions.class")
                    ? super.getResourceAsStream("java/lang/Object.class")
                    : super.getResourceAsStream(name);
              }
            });
    try (InputStream in = getClass().getResourceAsStream("LinkageTest.class")) {
      linkage.check(in.readAllBytes());
    }

    assertThat(linkage.missing())
        .isNotEmpty()
        .allMatch(name -> name.startsWith("org/assertj/core/api/Assertions.assertThat("));
  }

  private static List<byte[]> classesBeside(Class<?> anyOfTheModule)
      throws IOException, URISyntaxException {
    Path origin =
        Path.of(anyOfTheModule.getProtectionDomain().getCodeSource().getLocation().toURI());
    if (Files.isDirectory(origin)) {
      return classesBelow(origin);
    }
    try (FileSystem jar = FileSystems.newFileSystem(origin)) {
      return classesBelow(jar.getPath("/"));
    }
  }

  private static List<byte[]> classesBelow(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      List<byte[]> classes = new ArrayList<>();
      for (Path file : files.filter(file -> file.toString().endsWith(".class")).toList()) {
        classes.add(Files.readAllBytes(file));
      }
      return classes;
    }
  }
}
