package io.flagcache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.credentials.Credentials;
import io.flagcache.core.credentials.CredentialsProvider;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Credentials that the application resolves at each new connection. */
class CredentialsProviderTest {

  private static ApplicationContextRunner databaseCalled(String name) {
    return Contexts.runner()
        .withPropertyValues(
            "flagcache.url=jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1",
            "flagcache.user=sa",
            "flagcache.jdbc.create-schema=true");
  }

  @Configuration(proxyBeanMethods = false)
  static class One {
    final AtomicInteger asked = new AtomicInteger();

    @Bean
    CredentialsProvider credentials() {
      return () -> {
        asked.incrementAndGet();
        return Credentials.ofPassword("of-the-bean");
      };
    }
  }

  @Test
  void theOneBeanIsAskedForEachConnection() {
    databaseCalled("asked")
        .withUserConfiguration(One.class)
        .run(
            context -> {
              assertThat(
                      context.getBean(FlagCacheProvider.class).shouldFetchFlagDefinitions().join())
                  .isTrue();
              assertThat(context.getBean(One.class).asked).hasPositiveValue();
            });
  }

  @Test
  void aPasswordThatIsSetIsUsedInstead() {
    databaseCalled("password")
        .withUserConfiguration(One.class)
        .withPropertyValues("flagcache.password=of-the-property")
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(context.getBean(One.class).asked).hasValue(0);
            });
  }

  @Configuration(proxyBeanMethods = false)
  static class Another {
    @Bean
    CredentialsProvider otherCredentials() {
      return () -> Credentials.ofPassword("of-another");
    }
  }

  @Test
  void ofSeveralNoneIsAsked() {
    databaseCalled("several")
        .withUserConfiguration(One.class, Another.class)
        .withPropertyValues("flagcache.password=")
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(context.getBean(One.class).asked).hasValue(0);
            });
  }

  @Test
  void aBackendWithoutUserAndPasswordSaysSo() {
    Contexts.runner()
        .withPropertyValues("flagcache.url=memory:credentials")
        .withUserConfiguration(One.class)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("does not connect by user and password"));
  }
}
