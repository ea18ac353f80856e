package io.flagcache.spring;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Begins to count what happens to each bean of a type as soon as there is one: Boot binds meters
 * only when all beans are made, and some of them may have polled by then.
 */
final class MeteredBeans<T> implements BeanPostProcessor, MeterBinder, DisposableBean {

  private final Class<T> type;
  private final Function<T, MeterBinder> metrics;
  private final List<MeterBinder> metered = new ArrayList<>();
  private final List<MeterRegistry> registries = new ArrayList<>();

  MeteredBeans(Class<T> type, Function<T, MeterBinder> metrics) {
    this.type = type;
    this.metrics = metrics;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String beanName) {
    if (type.isInstance(bean)) {
      add(metrics.apply(type.cast(bean)));
    }
    return bean;
  }

  private synchronized void add(MeterBinder meters) {
    metered.add(meters);
    registries.forEach(meters::bindTo);
  }

  @Override
  public synchronized void bindTo(MeterRegistry registry) {
    registries.add(registry);
    metered.forEach(meters -> meters.bindTo(registry));
  }

  @Override
  public synchronized void destroy() throws Exception {
    for (MeterBinder meters : metered) {
      if (meters instanceof AutoCloseable closeable) {
        closeable.close();
      }
    }
    metered.clear();
    registries.clear();
  }
}
