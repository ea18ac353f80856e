package io.flagcache.faults;

import io.flagcache.testservers.RedisServer;
import io.flagcache.testservers.TcpRelay;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** One Redis without persistence. */
final class RedisBackend implements FaultyBackend {

  private final RedisServer server;
  private final TcpRelay relay;

  RedisBackend() {
    Assumptions.assumeTrue(RedisServer.isAvailable(), "There is no Redis for this platform");
    server = RedisServer.startWithPassword("secret-of-redis");
    relay = new TcpRelay("127.0.0.1", server.port());
  }

  @Override
  public String name() {
    return "Redis";
  }

  @Override
  public String url() {
    return "redis://:secret-of-redis@127.0.0.1:" + relay.port() + "?";
  }

  @Override
  public List<TcpRelay> relays() {
    return List.of(relay);
  }

  @Override
  public void kill() {
    server.kill();
  }

  @Override
  public void restart() {
    server.restart();
  }

  @Override
  public boolean keepsData() {
    return false;
  }

  @Override
  public void pause() {
    server.pause();
  }

  @Override
  public void resume() {
    server.resume();
  }

  @Override
  public void flush() {
    server.command("FLUSHALL");
  }

  @Override
  public void damageEntry(String serviceKey) {
    server.command("HSET", "flagcache:{" + serviceKey + "}:entry", "payload", "damaged");
  }
}
