package io.flagcache.benchmarks.start;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.util.Objects;

/** Reads the example's value with the client of Redis that Spring Boot brings, left open. */
final class LettuceReader {

  private LettuceReader() {}

  static byte[] read(String address, String serviceKey) {
    RedisCodec<String, byte[]> codec = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
    return Objects.requireNonNull(
        RedisClient.create(RedisURI.create(address))
            .connect(codec)
            .sync()
            .get("posthog:flags:" + serviceKey));
  }
}
