package io.flagcache.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A client or member that lets a test step in before a map's entry is replaced. */
final class InterceptedInstance {

  private static final Set<String> WRITES = Set.of("replace", "putIfAbsent");

  private final HazelcastInstance instance;
  private final AtomicReference<@Nullable Runnable> beforeNextWrite = new AtomicReference<>();

  InterceptedInstance(HazelcastInstance instance) {
    this.instance = instance;
  }

  void beforeNextWrite(Runnable action) {
    beforeNextWrite.set(action);
  }

  HazelcastInstance instance() {
    return proxy(
        HazelcastInstance.class,
        instance,
        (method, result) -> result instanceof IMap<?, ?> map ? intercepted(map) : result);
  }

  private IMap<?, ?> intercepted(IMap<?, ?> map) {
    return proxy(IMap.class, map, (method, result) -> result);
  }

  private interface After {
    @Nullable Object handle(Method method, @Nullable Object result);
  }

  private <T> T proxy(Class<T> type, T target, After after) {
    return type.cast(
        Proxy.newProxyInstance(
            InterceptedInstance.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              Runnable action =
                  WRITES.contains(method.getName()) ? beforeNextWrite.getAndSet(null) : null;
              if (action != null) {
                action.run();
              }
              try {
                return after.handle(method, method.invoke(target, arguments));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
