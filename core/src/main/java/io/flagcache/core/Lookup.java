package io.flagcache.core;

import io.flagcache.FlagDefinitionCacheData;
import java.util.Optional;

/**
 * What a read found, and whether it is to be tried again.
 *
 * @param again whether there is nothing yet and a first publication is under way
 */
record Lookup(Optional<FlagDefinitionCacheData> data, boolean again) {

  static final Lookup NOTHING = new Lookup(Optional.empty(), false);

  static Lookup of(FlagDefinitionCacheData data) {
    return new Lookup(Optional.of(data), false);
  }
}
