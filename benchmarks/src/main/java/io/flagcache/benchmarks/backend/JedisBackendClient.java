package io.flagcache.benchmarks.backend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.SetParams;

/** Redis by the client with the least between caller and socket, on one connection. */
public final class JedisBackendClient implements BackendClient {

  private static final byte[] SMALL = "small".getBytes(UTF_8);

  private final Jedis jedis;

  /**
   * Connects.
   *
   * @param address as the server tells it
   */
  public JedisBackendClient(String address) {
    jedis = new Jedis(URI.create(address));
    jedis.set(SMALL, new byte[16]);
  }

  /** The connection, for one thread at a time. */
  public Jedis jedis() {
    return jedis;
  }

  @Override
  public Object smallRequest() {
    return jedis.get(SMALL);
  }

  @Override
  public ValueAndLock valueAndLock(String serviceKey) {
    return new Example(serviceKey);
  }

  private final class Example implements ValueAndLock {

    private final SetParams forADay = new SetParams().ex(VALUE_TTL.toSeconds());
    private final String digest = jedis.scriptLoad(ExampleScript.LEAD);
    private final List<String> lock;
    private final byte[] value;

    Example(String serviceKey) {
      lock = List.of(ExampleScript.lockKey(serviceKey));
      value = ExampleScript.valueKey(serviceKey).getBytes(UTF_8);
    }

    @Override
    public boolean lead(String owner) {
      return Long.valueOf(1)
          .equals(jedis.evalsha(digest, lock, List.of(owner, Long.toString(LOCK_TTL.toMillis()))));
    }

    @Override
    public byte @Nullable [] read() {
      return jedis.get(value);
    }

    @Override
    public void write(byte[] json) {
      jedis.set(value, json, forADay);
    }
  }

  @Override
  public void close() {
    jedis.close();
  }
}
