package io.flagcache.kitsupport;

import io.flagcache.conformance.WorkerSettings;
import io.flagcache.core.FlagCacheBuilder;
import io.flagcache.core.OutagePolicy;
import io.flagcache.core.Role;

/** Hands the kit's settings to the engine. */
public final class EngineSettings {

  private EngineSettings() {}

  public static <B extends FlagCacheBuilder<B>> B apply(WorkerSettings settings, B builder) {
    settings.maxDocumentBytes().ifPresent(builder::maxDocumentBytes);
    return builder
        .serviceKey(settings.serviceKey())
        .pollInterval(settings.pollInterval())
        .lease(settings.lease())
        .entryTtl(settings.entryTtl())
        .decisionDeadline(settings.decisionDeadline())
        .transferDeadline(settings.transferDeadline())
        .outagePolicy(OutagePolicy.valueOf(settings.outagePolicy().name()))
        .holdLimit(settings.holdLimit())
        .role(settings.reader() ? Role.READER : Role.WORKER);
  }
}
