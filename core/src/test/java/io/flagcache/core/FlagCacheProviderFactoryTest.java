package io.flagcache.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.flagcache.Deadline;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.FlagDefinitionCacheProviderFactory;
import io.flagcache.core.memory.InMemoryBackend;
import io.flagcache.core.memory.InMemoryFlagCache;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.core.url.UrlParameters;
import io.flagcache.core.url.UrlStyle;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlagCacheProviderFactoryTest {

  @TempDir private Path services;

  private ClassLoader withFactories(Class<?>... factories) throws IOException {
    Path directory = Files.createDirectories(services.resolve("META-INF/services"));
    Files.write(
        directory.resolve(FlagDefinitionCacheProviderFactory.class.getName()),
        Set.of(factories).stream().map(Class::getName).toList());
    return new URLClassLoader(
        new URL[] {services.toUri().toURL()}, FlagCacheProviderFactoryTest.class.getClassLoader());
  }

  @Test
  void everyCommonSettingCanBeGiven() {
    FlagCacheProvider provider =
        FlagCacheProvider.open(
            "memory:all-settings?serviceKey=fleet&pollInterval=1s&lease=4s&entryTtl=1h"
                + "&decisionDeadline=1s&transferDeadline=5s&outagePolicy=hold&holdLimit=1m"
                + "&role=reader&maxDocumentBytes=4096");
    provider.shutdown().join();

    assertThat(provider.settings())
        .isEqualTo(
            new FlagCacheSettings(
                "fleet",
                Duration.ofSeconds(1),
                Duration.ofSeconds(4),
                Duration.ofHours(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                OutagePolicy.HOLD,
                Duration.ofMinutes(1),
                Role.READER,
                4096));
  }

  @Test
  void aStoreCanBeOpenedWithoutTheEngine() throws Exception {
    String url = "memory:a-store?serviceKey=fleet";
    FlagCacheProvider leader = FlagCacheProvider.open(url);
    assertThat(leader.shouldFetchFlagDefinitions().join()).isTrue();

    FlagCacheStore store = FlagCacheProviderFactory.openStore(url);
    assertThat(store.inspect(Deadline.after(Duration.ofSeconds(10))).lease()).isPresent();
    store.close();

    leader.shutdown().join();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FlagCacheProviderFactory.openStore(url + "&nosuch=1"))
        .withMessageContaining("'nosuch'");
  }

  @Test
  void aBackendOfOthersIsRefusedByNameAndItsProviderIsNeverMade() throws IOException {
    ClassLoader classes = withFactories(ForeignFactory.class);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> FlagCacheProvider.open("foreign://:hidden@host", classes))
        .withMessageContaining(ForeignFactory.class.getName())
        .withMessageContaining("does not extend " + FlagCacheProviderFactory.class.getName())
        .withMessageContaining("FlagDefinitionCacheProviders.create")
        .withMessageNotContaining("hidden");
  }

  @Test
  void aBackendSaysHowItsUrlsAreWritten() throws IOException {
    ClassLoader classes = withFactories(ForeignFactory.class, PrefixFactory.class);

    assertThat(FlagCacheProviderFactory.read("prefix:x", classes).nameOf("role"))
        .isEqualTo("our.role");
    assertThat(FlagCacheProviderFactory.read("foreign:x", classes).nameOf("role"))
        .isEqualTo("role");
    assertThat(FlagCacheProviderFactory.read("unknown:x", classes).nameOf("role"))
        .isEqualTo("role");
    assertThat(FlagCacheProviderFactory.read("no url", classes)).hasToString(":…");
  }

  @Test
  void aSecretOfTheUrlIsInNoFailureOfABackend() throws IOException {
    ClassLoader classes = withFactories(PrefixFactory.class);

    assertThatIllegalStateException()
        .isThrownBy(
            () -> FlagCacheProvider.open("prefix:refuses?x=y&our.password=hid%64en", classes))
        .satisfies(failure -> assertThat(Throwables.getStackTrace(failure)).contains("refuses"))
        .satisfies(
            failure -> assertThat(Throwables.getStackTrace(failure)).doesNotContain("hidden"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FlagCacheProvider.open("prefix:x?our.hidden=1&our.token=hidden", classes))
        .withMessage(
            "Unknown URL parameter 'our.***'; known are our.decisionDeadline, our.entryTtl,"
                + " our.holdLimit, our.lease, our.maxDocumentBytes, our.outagePolicy, our.password,"
                + " our.pollInterval, our.role, our.serviceKey, our.token, our.transferDeadline");
  }

  /** A backend that is not the engine's. */
  public static final class ForeignFactory implements FlagDefinitionCacheProviderFactory {
    @Override
    public Set<String> schemes() {
      return Set.of("foreign");
    }

    @Override
    public FlagDefinitionCacheProvider create(String url) {
      throw new AssertionError("was not asked for");
    }
  }

  /** A backend whose URLs have parameters of their own. */
  public static final class PrefixFactory extends FlagCacheProviderFactory {
    @Override
    public Set<String> schemes() {
      return Set.of("prefix");
    }

    @Override
    public UrlStyle urlStyle() {
      return new UrlStyle() {
        @Override
        public String prefix() {
          return "our.";
        }
      };
    }

    @Override
    protected FlagCacheBuilder<?> builder(String address, UrlParameters parameters) {
      parameters.text("token");
      parameters
          .text("password")
          .ifPresent(
              password -> {
                throw new IllegalStateException(address + " refuses it", new IOException(password));
              });
      return InMemoryFlagCache.builder(new InMemoryBackend());
    }
  }
}
