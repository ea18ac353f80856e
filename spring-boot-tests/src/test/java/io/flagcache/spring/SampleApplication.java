package io.flagcache.spring;

import io.flagcache.posthog.FetchingProvider;
import io.flagcache.posthog.PostHogBridge;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** An application with all that Boot configures by itself, and a client of an SDK. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class SampleApplication {

  /** Loads definitions once, and tells how many flags there are. */
  public static void main(String[] args) {
    try (ConfigurableApplicationContext context =
        SpringApplication.run(SampleApplication.class, args)) {
      context.getBean(SampleSdk.class).poll();
      System.out.println(
          "flags: " + context.getBean(FetchingProvider.class).definitions().map(d -> d.flags()));
    }
  }

  @Bean
  SampleSdk sdk(PostHogBridge bridge) {
    return new SampleSdk(bridge);
  }

  /** Polls in its constructor, as clients of the SDK do. */
  static final class SampleSdk {
    private final PostHogBridge cache;

    SampleSdk(PostHogBridge cache) {
      this.cache = cache;
      askWhetherToFetch();
    }

    private void askWhetherToFetch() {
      cache.shouldFetchFlagDefinitions().toCompletableFuture().join();
    }

    void poll() {
      askWhetherToFetch();
      cache.getFlagDefinitions().toCompletableFuture().join();
    }
  }
}
