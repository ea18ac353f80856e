package io.flagcache.dynamodb;

import io.flagcache.conformance.Capability;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The kit on DynamoDB Local. */
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(CoarseAges.class)
abstract class DynamoDbConformance extends FlagDefinitionCacheProviderConformance {

  abstract Set<Capability> furtherCapabilities();

  @Override
  protected final Set<Capability> capabilities() {
    Set<Capability> capabilities =
        EnumSet.of(
            Capability.BACKEND_OUTAGE,
            Capability.BACKEND_HANG,
            Capability.LOST_REPLY,
            Capability.CORRUPTION,
            Capability.FORGED_ENTRY,
            Capability.CREDENTIALS,
            Capability.READER_ROLE,
            Capability.HOLD_POLICY,
            Capability.DOCUMENT_LIMIT);
    capabilities.addAll(furtherCapabilities());
    return capabilities;
  }
}
