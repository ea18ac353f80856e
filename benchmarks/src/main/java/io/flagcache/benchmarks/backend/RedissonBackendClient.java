package io.flagcache.benchmarks.backend;

import io.flagcache.core.FlagCacheBuilder;
import io.flagcache.redis.RedisFlagCache;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RBucket;
import org.redisson.api.RScript;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/** Redis by Redisson, with as few threads and connections as a provider's own client has. */
final class RedissonBackendClient implements ProviderClient {

  private final RedissonClient redisson;
  private final RBucket<byte[]> small;

  RedissonBackendClient(String address) {
    Config config = new Config();
    config.setThreads(2).setNettyThreads(2).setCodec(ByteArrayCodec.INSTANCE);
    config.setUseScriptCache(false);
    config
        .useSingleServer()
        .setAddress(address)
        .setConnectionMinimumIdleSize(1)
        .setConnectionPoolSize(2)
        .setSubscriptionConnectionMinimumIdleSize(0)
        .setSubscriptionConnectionPoolSize(1);
    redisson = Redisson.create(config);
    small = redisson.getBucket("small", ByteArrayCodec.INSTANCE);
    small.set(new byte[16]);
  }

  @Override
  public Object smallRequest() {
    return small.get();
  }

  @Override
  public FlagCacheBuilder<?> flagCache() {
    return RedisFlagCache.builder().client(redisson);
  }

  @Override
  public ValueAndLock valueAndLock(String serviceKey) {
    return new Example(serviceKey);
  }

  private final class Example implements ValueAndLock {

    private final RScript script = redisson.getScript(StringCodec.INSTANCE);
    private final String digest = script.scriptLoad(ExampleScript.LEAD);
    private final List<Object> lock;
    private final RBucket<byte[]> value;

    Example(String serviceKey) {
      lock = List.of(ExampleScript.lockKey(serviceKey));
      value = redisson.getBucket(ExampleScript.valueKey(serviceKey), ByteArrayCodec.INSTANCE);
    }

    @Override
    public boolean lead(String owner) {
      long leads =
          script.evalSha(
              RScript.Mode.READ_WRITE,
              digest,
              RScript.ReturnType.LONG,
              lock,
              owner,
              Long.toString(LOCK_TTL.toMillis()));
      return leads == 1;
    }

    @Override
    public byte @Nullable [] read() {
      return value.get();
    }

    @Override
    public void write(byte[] json) {
      value.set(json, VALUE_TTL);
    }
  }

  @Override
  public void close() {
    redisson.shutdown();
  }
}
