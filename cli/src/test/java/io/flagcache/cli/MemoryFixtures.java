package io.flagcache.cli;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.conformance.Capability;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.ProviderFixtureFactory;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.core.memory.InMemoryBackend;
import io.flagcache.core.memory.InMemoryFlagCache;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Factories as users write them: one that is right, and others that are wrong somehow. */
public class MemoryFixtures implements ProviderFixtureFactory, AutoCloseable {

  static final AtomicInteger CLOSED = new AtomicInteger();

  @Override
  public ProviderFixture newFixture() {
    return new Fixture();
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.BACKEND_OUTAGE);
  }

  @Override
  public Map<String, String> waivers() {
    return Map.of("P7", "never a 304 here");
  }

  @Override
  public void close() {
    CLOSED.incrementAndGet();
  }

  private static class Fixture implements ProviderFixture {

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

    @Override
    public void close() {}
  }

  /** Every worker leads. */
  public static final class EveryoneLeads extends MemoryFixtures {
    @Override
    public ProviderFixture newFixture() {
      return new Fixture() {
        @Override
        public FlagDefinitionCacheProvider newWorker(WorkerSettings settings) {
          return new EveryoneLeadsFactory().create("everyone-leads:nothing");
        }
      };
    }
  }

  /** Has no server. */
  public static final class NoServer extends MemoryFixtures {
    @Override
    public ProviderFixture newFixture() {
      throw new IllegalStateException("no server\nis there");
    }
  }

  /** Cannot be made. */
  public static final class Failing extends MemoryFixtures {
    /** Fails. */
    public Failing() {
      throw new IllegalStateException("not today");
    }
  }

  static final class NotPublic extends MemoryFixtures {
    NotPublic() {}
  }
}
