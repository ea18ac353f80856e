package io.flagcache.redis;

import io.flagcache.conformance.Capability;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The kit on one set-up of servers and one layout. */
@Execution(ExecutionMode.CONCURRENT)
abstract class RedisConformance extends FlagDefinitionCacheProviderConformance {

  abstract RedisLayout layout();

  /** What the fixture of the set-up can do beyond the others. */
  abstract Set<Capability> furtherCapabilities();

  @Override
  protected final Set<Capability> capabilities() {
    Set<Capability> capabilities =
        EnumSet.of(
            Capability.FORGED_ENTRY,
            Capability.CREDENTIALS,
            Capability.READER_ROLE,
            Capability.HOLD_POLICY,
            Capability.DOCUMENT_LIMIT);
    if (layout() == RedisLayout.FLAGCACHE) {
      // Plain JSON does not tell when a letter in it was changed.
      capabilities.add(Capability.CORRUPTION);
    }
    capabilities.addAll(furtherCapabilities());
    return capabilities;
  }
}
