package io.flagcache.checks;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.conformance.Capability;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.conformance.rule.Disturbance;
import io.flagcache.core.Role;
import io.flagcache.core.memory.InMemoryBackend;
import io.flagcache.core.memory.InMemoryFlagCache;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs the kit over the in-memory provider with whatever JUnit is on the class path, in the process
 * that {@link JUnitRangeTest} starts. Prints the tests in their order, and how each ended.
 */
final class KitRunner extends FlagDefinitionCacheProviderConformance {

  static final String WAIVED = "the fleet here has one worker";

  public static void main(String[] arguments) {
    System.out.println("JUnit " + Test.class.getPackage().getImplementationVersion());
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(KitRunner.class))
                .configurationParameter(REPORT, arguments[0])
                .build(),
            new Results());
  }

  @Override
  protected ProviderFixture fixture() {
    return new InMemoryFixture();
  }

  @Override
  protected Set<Capability> capabilities() {
    return Set.of(Capability.READER_ROLE, Capability.BACKEND_OUTAGE);
  }

  @Override
  protected Map<String, String> waivers() {
    return Map.of("C1", WAIVED);
  }

  private static final class Results implements TestExecutionListener {
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @Override
    public void executionStarted(TestIdentifier test) {
      if (test.isTest()) {
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
      }
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
      System.out.println("AT ONCE " + most.get());
    }

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
      plan.getRoots().forEach(root -> printTests(plan, root));
    }

    private static void printTests(TestPlan plan, TestIdentifier parent) {
      for (TestIdentifier child : plan.getChildren(parent)) {
        if (child.isTest()) {
          System.out.println("PLANNED " + child.getDisplayName());
        }
        printTests(plan, child);
      }
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (test.isTest()) {
        running.decrementAndGet();
        System.out.println(
            result.getStatus()
                + " "
                + test.getDisplayName()
                + result.getThrowable().map(thrown -> ": " + thrown.getMessage()).orElse(""));
      }
    }
  }

  private static final class InMemoryFixture implements ProviderFixture {
    private final InMemoryBackend backend = new InMemoryBackend();

    @Override
    public FlagDefinitionCacheProvider newWorker(WorkerSettings settings) {
      return InMemoryFlagCache.builder(backend)
          .serviceKey(settings.serviceKey())
          .pollInterval(settings.pollInterval())
          .lease(settings.lease())
          .entryTtl(settings.entryTtl())
          .decisionDeadline(settings.decisionDeadline())
          .transferDeadline(settings.transferDeadline())
          .role(settings.reader() ? Role.READER : Role.WORKER)
          .build();
    }

    @Override
    public void wipe() {
      backend.wipe();
    }

    @Override
    public void cutBackend() {
      backend.cut();
    }

    @Override
    public void restoreBackend() {
      backend.restore();
    }

    /** Each has a backend of its own. */
    @Override
    public Set<Disturbance> disturbances() {
      return Set.of();
    }

    @Override
    public void close() {}
  }
}
