package io.flagcache.spring;

import io.flagcache.FlagDefinitionCacheProviderFactory;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/** What a native image needs of flagcache's own: backends found by name, scripts and DDL. */
final class FlagCacheRuntimeHints implements RuntimeHintsRegistrar {

  @Override
  public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
    hints
        .resources()
        .registerPattern("META-INF/services/" + FlagDefinitionCacheProviderFactory.class.getName())
        .registerPattern("io/flagcache/jdbc/ddl/*.sql")
        .registerPattern("io/flagcache/redis/flagcache/*.lua")
        .registerPattern("io/flagcache/redis/posthog/*.lua");
    ServiceLoader.load(FlagDefinitionCacheProviderFactory.class, classLoader).stream()
        .forEach(
            backend ->
                hints
                    .reflection()
                    .registerType(backend.type(), MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS));
  }
}
