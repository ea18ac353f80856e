package io.flagcache.jdbc;

import io.flagcache.conformance.Capability;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.testservers.TcpRelay;
import io.flagcache.testservers.database.TestServer;
import java.util.EnumSet;
import java.util.Set;

/**
 * The kit on a database server, with a pool of the provider's own that connects through a relay.
 */
abstract class JdbcServerConformance extends FlagDefinitionCacheProviderConformance {

  abstract TestServer server();

  @Override
  protected ProviderFixture fixture() {
    return new Fixture(server());
  }

  @Override
  protected Set<Capability> capabilities() {
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
    if (server().isOurs()) {
      capabilities.add(Capability.BACKEND_HANG);
    }
    return capabilities;
  }

  private static final class Fixture extends JdbcFixture {

    private final TestServer server;
    private final TcpRelay relay;

    Fixture(TestServer server) {
      super(server);
      this.server = server;
      this.relay = server.relay();
    }

    @Override
    JdbcFlagCacheBuilder connecting(JdbcFlagCacheBuilder builder) {
      return builder.url(server.url(relay));
    }

    @Override
    public void cutBackend() {
      relay.refuse();
    }

    @Override
    public void restoreBackend() {
      relay.listen();
    }

    @Override
    public void hangBackend() {
      server.pause();
    }

    @Override
    public void continueBackend() {
      server.resume();
    }

    @Override
    public int openConnections() {
      return relay.connections();
    }

    @Override
    public Set<String> secrets() {
      return Set.of(server.password());
    }

    @Override
    public void close() {
      if (server.isOurs()) {
        server.resume();
      }
      relay.close();
      super.close();
    }
  }
}
