package io.flagcache.spring;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.posthog.FetchingProvider;
import java.util.Arrays;
import java.util.List;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/** The cache that a loader is to use: a provider that does not fetch for itself. */
final class SharedCache {

  private SharedCache() {}

  /** Finds it among the beans; it is shut down after its user. */
  static FlagDefinitionCacheProvider of(ConfigurableListableBeanFactory beans, String user) {
    List<String> names =
        Arrays.stream(beans.getBeanNamesForType(FlagDefinitionCacheProvider.class, true, false))
            .filter(name -> !beans.isTypeMatch(name, FetchingProvider.class))
            .toList();
    String name = names.size() == 1 ? names.get(0) : primary(beans, names);
    beans.registerDependentBean(name, user);
    return beans.getBean(name, FlagDefinitionCacheProvider.class);
  }

  private static String primary(ConfigurableListableBeanFactory beans, List<String> names) {
    List<String> primary =
        names.stream()
            .filter(beans::containsBeanDefinition)
            .filter(name -> beans.getMergedBeanDefinition(name).isPrimary())
            .toList();
    if (primary.size() != 1) {
      throw new FlagCacheConfigurationException(
          "Flag definitions are to be loaded by flagcache.posthog.project-token, and there are"
              + " several caches: "
              + String.join(", ", names),
          "Mark one of them as @Primary, or define the FetchingProvider or DefinitionLoader of each"
              + " yourself");
    }
    return primary.get(0);
  }
}
