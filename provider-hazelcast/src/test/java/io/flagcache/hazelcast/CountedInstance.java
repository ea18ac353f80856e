package io.flagcache.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.cp.CPSubsystem;
import com.hazelcast.cp.lock.FencedLock;
import com.hazelcast.map.IMap;
import io.flagcache.conformance.BackendCost;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** An instance whose calls to maps and locks are counted: each is one round trip. */
final class CountedInstance {

  /** What asks nobody. */
  private static final Set<String> LOCAL =
      Set.of("getName", "getLocalMapStats", "getLock", "toString", "hashCode", "equals");

  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong payloadBytes = new AtomicLong();
  private final HazelcastInstance instance;

  CountedInstance(HazelcastInstance real) {
    instance = counted(HazelcastInstance.class, real);
  }

  HazelcastInstance instance() {
    return instance;
  }

  BackendCost cost() {
    return new BackendCost(calls.get(), payloadBytes.get());
  }

  private <T> T counted(Class<T> type, T real) {
    return type.cast(
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> call(type, real, method, arguments)));
  }

  private @Nullable Object call(
      Class<?> type, Object real, Method method, Object @Nullable [] arguments) throws Throwable {
    boolean remote = type == IMap.class || type == FencedLock.class;
    if (remote && !LOCAL.contains(method.getName())) {
      calls.incrementAndGet();
      if (arguments != null) {
        for (Object argument : arguments) {
          weigh(argument);
        }
      }
    }
    try {
      return passedOn(method.invoke(real, arguments));
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private @Nullable Object passedOn(@Nullable Object result) {
    if (result instanceof IMap<?, ?> map) {
      return counted(IMap.class, map);
    }
    if (result instanceof CPSubsystem subsystem) {
      return counted(CPSubsystem.class, subsystem);
    }
    if (result instanceof FencedLock lock) {
      return counted(FencedLock.class, lock);
    }
    if (result instanceof CompletionStage<?> stage) {
      return stage.whenComplete((value, failure) -> weigh(value));
    }
    weigh(result);
    return result;
  }

  private void weigh(@Nullable Object value) {
    if (value instanceof byte[] payload) {
      payloadBytes.addAndGet(payload.length);
    }
  }
}
