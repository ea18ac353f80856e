package io.flagcache.dynamodb;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Runs something once, just before the next request of a kind goes out. */
final class Race implements ExecutionInterceptor {

  private record Intrusion(Class<?> request, Runnable action) {}

  private final AtomicReference<@Nullable Intrusion> next = new AtomicReference<>();

  void before(Class<?> request, Runnable action) {
    next.set(new Intrusion(request, action));
  }

  @Override
  public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes unused) {
    Intrusion intrusion = next.get();
    if (intrusion != null
        && intrusion.request().isInstance(context.request())
        && next.compareAndSet(intrusion, null)) {
      intrusion.action().run();
    }
  }
}
