package io.flagcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlagDefinitionCacheProvidersTest {

  @TempDir Path services;

  private FlagDefinitionCacheProvider create(String url, Class<?>... factories) throws IOException {
    Path directory = Files.createDirectories(services.resolve("META-INF/services"));
    StringBuilder names = new StringBuilder();
    for (Class<?> factory : factories) {
      names.append(factory.getName()).append('\n');
    }
    Files.writeString(
        directory.resolve(FlagDefinitionCacheProviderFactory.class.getName()), names.toString());
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {services.toUri().toURL()},
            FlagDefinitionCacheProvidersTest.class.getClassLoader())) {
      return FlagDefinitionCacheProviders.create(url, loader);
    }
  }

  @Test
  void theSchemePicksTheBackendWhateverItsCase() throws IOException {
    assertThat(create("TEST://host?x=1", TestFactory.class)).hasToString("made of TEST://host?x=1");
    assertThat(create("test+tls:x", TestFactory.class, OtherFactory.class))
        .hasToString("made of test+tls:x");
  }

  @Test
  void noBackendAtAll() {
    assertThatThrownBy(() -> create("test:x"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("No flagcache backend is on the class path")
        .hasMessageContaining("io.flagcache:flagcache-jdbc");
  }

  @Test
  void noBackendForTheScheme() {
    assertThatThrownBy(() -> create("redis://:secret@host", TestFactory.class, OtherFactory.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'redis'")
        .hasMessageContaining("'other', 'test', 'test+tls'")
        .message()
        .doesNotContain("secret");
  }

  @Test
  void twoBackendsForTheScheme() {
    assertThatThrownBy(() -> create("test:x", TestFactory.class, RivalFactory.class))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'test'")
        .hasMessageContaining(TestFactory.class.getName())
        .hasMessageContaining(RivalFactory.class.getName());
  }

  @Test
  void aBackendThatCannotBeLoaded() {
    assertThatThrownBy(() -> create("test:x", FlagDefinitionCacheProvidersTest.class))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cannot be loaded");
  }

  @Test
  void aBackendThatCannotBeLoadedStopsNoOther() throws IOException {
    assertThat(create("test:x", FlagDefinitionCacheProvidersTest.class, TestFactory.class))
        .hasToString("made of test:x");
  }

  /** As in an application with a class loader of its own, on a thread of the common pool. */
  @Test
  void backendsBesideTheApiAreFoundWhateverTheContextClassLoader() throws Exception {
    Path directory = Files.createDirectories(services.resolve("META-INF/services"));
    Files.writeString(
        directory.resolve(FlagDefinitionCacheProviderFactory.class.getName()),
        TestFactory.class.getName());
    ClassLoader platform = ClassLoader.getPlatformClassLoader();
    try (URLClassLoader application =
        new URLClassLoader(
            new URL[] {
              services.toUri().toURL(),
              locationOf(FlagDefinitionCacheProviders.class),
              locationOf(TestFactory.class)
            },
            platform)) {
      Class<?> providers = application.loadClass(FlagDefinitionCacheProviders.class.getName());
      for (ClassLoader context : Arrays.asList(platform, null, application)) {
        assertThat(
                onThreadOf(
                    context,
                    () -> providers.getMethod("create", String.class).invoke(null, "test:x")))
            .hasToString("made of test:x");
      }
    }
  }

  private static URL locationOf(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }

  private static Object onThreadOf(ClassLoader context, Callable<Object> call) throws Exception {
    FutureTask<Object> task = new FutureTask<>(call);
    Thread thread = new Thread(task);
    thread.setContextClassLoader(context);
    thread.start();
    return task.get(1, TimeUnit.MINUTES);
  }

  @Test
  void whatIsNoUrlIsNotShown() {
    for (String text : new String[] {"hunter2", ":x", "", "hunter 2:x"}) {
      assertThatThrownBy(() -> create(text, TestFactory.class))
          .isInstanceOf(IllegalArgumentException.class)
          .message()
          .contains("scheme")
          .doesNotContain("hunter");
    }
  }

  /** Serves two schemes. */
  public static final class TestFactory implements FlagDefinitionCacheProviderFactory {
    @Override
    public Set<String> schemes() {
      return Set.of("test", "test+tls");
    }

    @Override
    public FlagDefinitionCacheProvider create(String url) {
      return new NamedProvider(url);
    }
  }

  /** Serves another scheme. */
  public static final class OtherFactory implements FlagDefinitionCacheProviderFactory {
    @Override
    public Set<String> schemes() {
      return Set.of("other");
    }

    @Override
    public FlagDefinitionCacheProvider create(String url) {
      throw new AssertionError("was not asked for");
    }
  }

  /** Claims a scheme of another. */
  public static final class RivalFactory implements FlagDefinitionCacheProviderFactory {
    @Override
    public Set<String> schemes() {
      return Set.of("test");
    }

    @Override
    public FlagDefinitionCacheProvider create(String url) {
      throw new AssertionError("was not asked for");
    }
  }

  private static final class NamedProvider extends BlockingFlagDefinitionCacheProvider {
    private final String url;

    NamedProvider(String url) {
      super(Duration.ofSeconds(1), Duration.ofSeconds(1));
      this.url = url;
    }

    @Override
    protected boolean shouldFetch(Deadline deadline) {
      return false;
    }

    @Override
    protected Optional<FlagDefinitionCacheData> get(Deadline deadline) {
      return Optional.empty();
    }

    @Override
    protected void received(FlagDefinitionCacheData data, Deadline deadline) {}

    @Override
    protected void close(Deadline deadline) {}

    @Override
    public String toString() {
      return "made of " + url;
    }
  }
}
