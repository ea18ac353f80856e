package io.flagcache.posthog;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.conformance.Capability;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.Rule;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.conformance.rule.Disturbance;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.OutagePolicy;
import io.flagcache.core.Role;
import io.flagcache.core.memory.InMemoryBackend;
import io.flagcache.core.memory.InMemoryFlagCache;
import io.flagcache.kitsupport.LeavesOut;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The kit's rules for a worker that is never told to fetch: all that say what it reads, how calls
 * end, and what a reader does. Its leader is a worker of the engine, which the kit tells what was
 * fetched.
 *
 * <p>The others do not apply. Who leads, and what of a leader's document is stored (E, most of P
 * and O), is decided by the provider below, which is judged by itself; here nobody is told to
 * fetch, and what is handed over is never stored. In an outage it fetches for itself (F2).
 */
@ExtendWith(FetchingProviderConformanceTest.RulesOfWhoIsNeverToldToFetch.class)
@LeavesOut(
    tests = {
      "c1WorkersWaitAfterALossOfData",
      "c3AReaderProlongsNothing",
      "p1AFollowerReadsEachDocument",
      "p1AFollowerReadsWhatIsNewAfterALoss"
    },
    because = "one worker after another is to be told to fetch")
class FetchingProviderConformanceTest extends FlagDefinitionCacheProviderConformance {

  @Override
  protected ProviderFixture fixture() {
    return new Fixture();
  }

  @Override
  protected Set<Capability> capabilities() {
    return Set.of(Capability.BACKEND_HANG, Capability.READER_ROLE);
  }

  static final class RulesOfWhoIsNeverToldToFetch implements ExecutionCondition {

    private static final Set<String> RULES = Set.of("P1", "P2", "F1", "F6", "C1", "C3", "I1");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      Optional<String> rule =
          AnnotationSupport.findAnnotation(context.getTestMethod(), Rule.class).map(Rule::value);
      return rule.isEmpty() || RULES.contains(rule.get())
          ? ConditionEvaluationResult.enabled("applies")
          : ConditionEvaluationResult.disabled("is for workers that are told to fetch");
    }
  }

  private static final class Fixture implements ProviderFixture {

    private final InMemoryBackend backend = new InMemoryBackend();
    private final Set<String> fleetsWithALeader = ConcurrentHashMap.newKeySet();

    @Override
    public FlagDefinitionCacheProvider newWorker(WorkerSettings settings) {
      FlagCacheProvider engine =
          InMemoryFlagCache.builder(backend)
              .serviceKey(settings.serviceKey())
              .pollInterval(settings.pollInterval())
              .lease(settings.lease())
              .entryTtl(settings.entryTtl())
              .decisionDeadline(settings.decisionDeadline())
              .transferDeadline(settings.transferDeadline())
              .outagePolicy(OutagePolicy.valueOf(settings.outagePolicy().name()))
              .role(settings.reader() ? Role.READER : Role.WORKER)
              .build();
      if (!settings.reader() && fleetsWithALeader.add(settings.serviceKey())) {
        return engine;
      }
      FetchingProvider.Builder builder =
          FetchingProvider.builder()
              .cache(engine)
              .pollInterval(settings.pollInterval())
              .decisionDeadline(settings.decisionDeadline())
              .transferDeadline(settings.transferDeadline());
      return settings.reader()
          ? builder.build()
          : builder
              // Port 1 of this machine, where nobody listens.
              .host(URI.create("http://127.0.0.1:1"))
              .projectToken("phc_1")
              .secretKey("phs_1")
              .build();
    }

    /** Each has a backend of its own. */
    @Override
    public Set<Disturbance> disturbances() {
      return Set.of();
    }

    @Override
    public void wipe() {
      backend.wipe();
    }

    @Override
    public void close() {
      backend.restore();
    }

    @Override
    public void hangBackend() {
      backend.hang();
    }

    @Override
    public void continueBackend() {
      backend.restore();
    }
  }
}
