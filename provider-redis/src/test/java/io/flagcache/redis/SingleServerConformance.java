package io.flagcache.redis;

import io.flagcache.conformance.BackendCost;
import io.flagcache.conformance.Capability;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.testservers.RedisServer;
import io.flagcache.testservers.TcpRelay;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** The kit on one server, to which the workers connect through a relay. */
abstract class SingleServerConformance extends RedisConformance {

  @Override
  Set<Capability> furtherCapabilities() {
    return Set.of(
        Capability.BACKEND_OUTAGE,
        Capability.BACKEND_HANG,
        Capability.LOST_REPLY,
        Capability.COST_COUNTERS,
        Capability.CONNECTION_COUNT);
  }

  @Override
  protected final ProviderFixture fixture() {
    return new Fixture(layout());
  }

  private static final class Fixture extends RedisFixture {

    private static final Pattern SCRIPT_CALLS =
        Pattern.compile("cmdstat_evalsha:calls=(\\d+)|cmdstat_eval:calls=(\\d+)");

    /** What keys, stamps and the protocol may take. */
    private static final int BYTES_BESIDE_PAYLOAD = 1024;

    private final RedisServer server = RedisTestServers.server();
    private final TcpRelay relay = new TcpRelay("127.0.0.1", server.port());
    private long countedBytes;
    private long countedTrips;
    private long payloadBytes;

    Fixture(RedisLayout layout) {
      super(layout);
    }

    @Override
    RedisFlagCacheBuilder connecting(RedisFlagCacheBuilder builder) {
      return builder.url("redis://localhost:" + relay.port()).password(RedisTestServers.PASSWORD);
    }

    @Override
    RedisServer serverOf(String key) {
      return server;
    }

    @Override
    public void wipe() {
      server.command("FLUSHALL");
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
    public void loseNextReply() {
      relay.loseNextReply();
    }

    @Override
    public BackendCost cost() {
      long trips =
          SCRIPT_CALLS
              .matcher(Objects.requireNonNull(server.command("INFO", "commandstats")).toString())
              .results()
              .mapToLong(
                  call -> Long.parseLong(call.group(1) == null ? call.group(2) : call.group(1)))
              .sum();
      long bytes = relay.bytes();
      payloadBytes +=
          Math.max(0, bytes - countedBytes - BYTES_BESIDE_PAYLOAD * (trips - countedTrips));
      countedBytes = bytes;
      countedTrips = trips;
      return new BackendCost(trips, payloadBytes);
    }

    @Override
    public int openConnections() {
      return relay.connections();
    }

    @Override
    public void close() {
      server.resume();
      relay.close();
    }
  }
}
