package io.flagcache.hazelcast;

import com.hazelcast.client.HazelcastClientOfflineException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.cp.CPSubsystem;
import com.hazelcast.cp.lock.FencedLock;
import com.hazelcast.map.IMap;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A client or member that lets a test step in before a map's entry is replaced, and that loses
 * calls of maps and locks on their way.
 */
final class InterceptedInstance {

  private static final Set<String> WRITES = Set.of("replace", "putIfAbsent");

  private final HazelcastInstance instance;
  private final Map<Object, Object> proxies = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Runnable> beforeNextWrite = new AtomicReference<>();
  private final Set<String> losingNext = ConcurrentHashMap.newKeySet();
  private final Set<String> losingEach = ConcurrentHashMap.newKeySet();

  InterceptedInstance(HazelcastInstance instance) {
    this.instance = instance;
  }

  void beforeNextWrite(Runnable action) {
    beforeNextWrite.set(action);
  }

  /** The next call of a method does not reach the cluster. */
  void loseNext(String method) {
    losingNext.add(method);
  }

  /** Nor does any call of the method until this is undone by {@link #reaches}. */
  void loseEach(String method) {
    losingEach.add(method);
  }

  void reaches(String method) {
    losingEach.remove(method);
  }

  HazelcastInstance instance() {
    return intercepted(HazelcastInstance.class, instance);
  }

  private @Nullable Object intercepted(@Nullable Object result) {
    if (result instanceof IMap<?, ?> map) {
      return intercepted(IMap.class, map);
    }
    if (result instanceof CPSubsystem subsystem) {
      return intercepted(CPSubsystem.class, subsystem);
    }
    return result instanceof FencedLock lock ? intercepted(FencedLock.class, lock) : result;
  }

  private void before(Method method) {
    String name = method.getName();
    if (losingNext.remove(name) || losingEach.contains(name)) {
      throw new HazelcastClientOfflineException();
    }
    Runnable action = WRITES.contains(name) ? beforeNextWrite.getAndSet(null) : null;
    if (action != null) {
      action.run();
    }
  }

  /** One and the same for one target, as the instance's own are. */
  private <T> T intercepted(Class<T> type, T target) {
    return type.cast(proxies.computeIfAbsent(target, real -> proxy(type, real)));
  }

  private Object proxy(Class<?> type, Object target) {
    return Proxy.newProxyInstance(
        InterceptedInstance.class.getClassLoader(),
        new Class<?>[] {type},
        (self, method, arguments) -> {
          before(method);
          try {
            return intercepted(method.invoke(target, arguments));
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }
}
