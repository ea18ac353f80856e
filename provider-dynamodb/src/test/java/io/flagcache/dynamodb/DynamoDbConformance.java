package io.flagcache.dynamodb;

import io.flagcache.conformance.Capability;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.kitsupport.LeavesOut;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The kit on DynamoDB Local. */
@Execution(ExecutionMode.CONCURRENT)
@LeavesOut(
    tests = "p11TheOutagesDocumentGivesWay",
    because =
        "the service tells its time in whole seconds, so two documents without a common leadership"
            + " are told apart by age only if some four seconds lie between them")
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
