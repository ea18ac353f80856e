package io.flagcache.jdbc;

import io.flagcache.conformance.Capability;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.testservers.Lazy;
import io.flagcache.testservers.TcpRelay;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The kit on a database server, with a pool of the provider's own that connects through a relay.
 */
@Execution(ExecutionMode.CONCURRENT)
abstract class JdbcServerConformance extends FlagDefinitionCacheProviderConformance {

  private final TestDatabase database;

  @RegisterExtension final BreakableServer breakable;

  JdbcServerConformance(TestDatabase database) {
    this.database = database;
    this.breakable = BreakableServer.forHangs(database);
  }

  @Override
  protected final ProviderFixture fixture() {
    database.assumeAvailable();
    return new Fixture(database, breakable);
  }

  @Override
  protected final Set<Capability> capabilities() {
    Set<Capability> capabilities =
        EnumSet.of(
            Capability.BACKEND_OUTAGE,
            Capability.CORRUPTION,
            Capability.FORGED_ENTRY,
            Capability.CONNECTION_COUNT,
            Capability.CREDENTIALS,
            Capability.READER_ROLE,
            Capability.HOLD_POLICY,
            Capability.DOCUMENT_LIMIT);
    if (database != TestDatabase.EXTERNAL) {
      capabilities.add(Capability.BACKEND_HANG);
    }
    return capabilities;
  }

  private record Backend(SharedDatabase database, TcpRelay relay) {
    static Backend open(SharedDatabase database) {
      return new Backend(database, database.server.relay());
    }
  }

  private static final class Fixture extends JdbcFixture {

    // By the first worker: until then another test may be counting threads.
    private final Lazy<Backend> backend;
    private final BreakableServer breakable;

    Fixture(TestDatabase database, BreakableServer breakable) {
      this.breakable = breakable;
      this.backend =
          new Lazy<>(
              () -> Backend.open(breakable.isTaken() ? breakable.database() : database.shared()));
    }

    @Override
    SharedDatabase database() {
      return backend.get().database();
    }

    private TcpRelay relay() {
      return backend.get().relay();
    }

    @Override
    JdbcFlagCacheBuilder connecting(JdbcFlagCacheBuilder builder) {
      return builder.url(database().server.url(relay()));
    }

    @Override
    public void cutBackend() {
      relay().refuse();
    }

    @Override
    public void restoreBackend() {
      relay().listen();
    }

    @Override
    public void hangBackend() {
      breakable.pause();
    }

    @Override
    public void continueBackend() {
      breakable.resume();
    }

    @Override
    public int openConnections() {
      return relay().connections();
    }

    @Override
    public Set<String> secrets() {
      return Set.of(database().server.password());
    }

    @Override
    public void close() {
      try {
        super.close();
      } finally {
        backend.ifOpened().map(Backend::relay).ifPresent(TcpRelay::close);
      }
    }
  }
}
