package io.flagcache.spring;

import com.posthog.server.PostHogFlagDefinitionCacheProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Small application contexts with our auto-configuration alone. */
final class Contexts {

  private Contexts() {}

  static ApplicationContextRunner runner() {
    return new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                FlagCacheAutoConfiguration.class,
                FlagCacheMetricsAutoConfiguration.class,
                PostHogAutoConfiguration.class));
  }

  static ApplicationContextRunner withoutSdk() {
    return runner()
        .withClassLoader(new FilteredClassLoader(PostHogFlagDefinitionCacheProvider.class));
  }
}
