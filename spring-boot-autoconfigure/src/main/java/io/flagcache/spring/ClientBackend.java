package io.flagcache.spring;

import io.flagcache.core.FlagCacheProvider;
import java.util.function.BiFunction;

/**
 * A backend over a client that the application has as a bean.
 *
 * @param <C> the client
 * @param artifact the backend's artifact
 * @param clientType what the application has
 * @param open makes a provider over it, with the common settings
 */
record ClientBackend<C>(
    String artifact,
    Class<C> clientType,
    BiFunction<C, FlagCacheProperties, FlagCacheProvider> open) {}
