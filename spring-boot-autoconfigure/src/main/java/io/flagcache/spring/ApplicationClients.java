package io.flagcache.spring;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.NamedBeanHolder;

/** The beans of the application's that a backend can use as its client. */
final class ApplicationClients {

  private static final String SEVERAL =
      "Mark one of them as @Primary, or name the one to use by flagcache.client, or set"
          + " flagcache.url for a client of flagcache's own";

  private final ConfigurableListableBeanFactory beans;
  private final List<ClientBackend<?>> backends;
  private final String user;

  /**
   * Looks for clients among beans.
   *
   * @param user the bean that uses what is found, which is to be destroyed before it
   */
  ApplicationClients(
      ConfigurableListableBeanFactory beans, List<ClientBackend<?>> backends, String user) {
    this.beans = beans;
    this.backends = backends;
    this.user = user;
  }

  /** A client that is to be used. */
  record Choice<C>(ClientBackend<C> backend, String beanName, C client) {}

  /**
   * Finds the client to use.
   *
   * @param name the name of its bean; if there is none, the only one or the primary one
   * @throws FlagCacheConfigurationException if there is none, or several
   */
  Choice<?> choose(@Nullable String name) {
    List<Choice<?>> found = new ArrayList<>();
    for (ClientBackend<?> backend : backends) {
      (name == null ? only(backend) : named(backend, name)).ifPresent(found::add);
    }
    if (found.size() == 1) {
      beans.registerDependentBean(found.get(0).beanName(), user);
      return found.get(0);
    }
    if (!found.isEmpty()) {
      throw new FlagCacheConfigurationException(
          "flagcache.url is not set, and there are clients of several backends: "
              + found.stream().map(ApplicationClients::shown).collect(joining(", ")),
          "Name the one to use by flagcache.client, or set flagcache.url");
    }
    throw name == null ? nothing() : noneNamed(name);
  }

  private <C> Optional<Choice<?>> only(ClientBackend<C> backend) {
    try {
      NamedBeanHolder<C> bean = beans.resolveNamedBean(backend.clientType());
      return Optional.of(new Choice<>(backend, bean.getBeanName(), bean.getBeanInstance()));
    } catch (NoUniqueBeanDefinitionException e) {
      throw several(backend, e);
    } catch (NoSuchBeanDefinitionException e) {
      return Optional.empty();
    }
  }

  private <C> Optional<Choice<?>> named(ClientBackend<C> backend, String name) {
    return beans.containsBean(name) && beans.isTypeMatch(name, backend.clientType())
        ? Optional.of(new Choice<>(backend, name, beans.getBean(name, backend.clientType())))
        : Optional.empty();
  }

  private static FlagCacheConfigurationException several(
      ClientBackend<?> backend, NoUniqueBeanDefinitionException e) {
    Collection<String> names = e.getBeanNamesFound();
    return new FlagCacheConfigurationException(
        "flagcache.url is not set, and there are several beans of type "
            + backend.clientType().getName()
            + " for "
            + backend.artifact()
            + (names == null ? "" : ": " + names.stream().sorted().collect(joining(", "))),
        SEVERAL,
        e);
  }

  private FlagCacheConfigurationException nothing() {
    return new FlagCacheConfigurationException(
        backends.isEmpty()
            ? "flagcache.url is not set, and no flagcache backend is on the class path"
            : "flagcache.url is not set, and there is no bean that a backend could use: "
                + backends.stream()
                    .map(
                        backend ->
                            backend.artifact() + " uses a " + backend.clientType().getSimpleName())
                    .collect(joining(", ")),
        backends.isEmpty()
            ? "Add a backend, for example io.flagcache:flagcache-redis, and set flagcache.url, for"
                + " example to redis://localhost"
            : "Set flagcache.url, for example to redis://localhost, or define such a bean;"
                + " flagcache.enabled=false leaves the cache out");
  }

  private FlagCacheConfigurationException noneNamed(String name) {
    return new FlagCacheConfigurationException(
        "flagcache.client is '"
            + name
            + "', and there is no bean of that name that a backend could use",
        "Name one of "
            + names().collect(joining(", "))
            + ", or leave flagcache.client out, or add the backend's artifact");
  }

  private Stream<String> names() {
    return backends.stream()
        .flatMap(backend -> Stream.of(beans.getBeanNamesForType(backend.clientType(), true, false)))
        .sorted();
  }

  private static String shown(Choice<?> choice) {
    return choice.beanName() + " (" + choice.backend().artifact() + ")";
  }
}
