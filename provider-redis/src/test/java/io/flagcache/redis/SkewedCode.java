package io.flagcache.redis;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.FlagDefinitionCacheProviders;
import io.flagcache.testservers.SkewedClassLoader;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Copies of the code, one for each wrong clock, used before any deadline counts. */
final class SkewedCode {

  private static final Map<Duration, Lazy<SkewedClassLoader>> COPIES = new ConcurrentHashMap<>();

  private SkewedCode() {}

  static FlagDefinitionCacheProvider provider(String url, Duration skew) {
    Lazy<SkewedClassLoader> copy =
        COPIES.computeIfAbsent(skew, key -> new Lazy<>(() -> usedCopy(key)));
    return provider(url, copy.get());
  }

  private static SkewedClassLoader usedCopy(Duration skew) {
    SkewedClassLoader copy = new SkewedClassLoader(skew);
    RedisTestServers.useOnce(url -> provider(url, copy));
    return copy;
  }

  private static FlagDefinitionCacheProvider provider(String url, SkewedClassLoader copy) {
    Thread thread = Thread.currentThread();
    ClassLoader own = thread.getContextClassLoader();
    thread.setContextClassLoader(copy);
    try {
      return FlagDefinitionCacheProviders.create(url, copy);
    } finally {
      thread.setContextClassLoader(own);
    }
  }
}
