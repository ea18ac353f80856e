package io.flagcache.benchmarks.backend;

/** The lock of PostHog's example on Redis: one key, whose value is its owner. */
final class ExampleScript {

  static final String LEAD =
      """
      local owner = redis.call('GET', KEYS[1])
      if not owner then
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        return 1
      end
      if owner == ARGV[1] then
        redis.call('PEXPIRE', KEYS[1], ARGV[2])
        return 1
      end
      return 0
      """;

  private ExampleScript() {}

  static String valueKey(String serviceKey) {
    return "posthog:flags:" + serviceKey;
  }

  static String lockKey(String serviceKey) {
    return valueKey(serviceKey) + ":lock";
  }
}
