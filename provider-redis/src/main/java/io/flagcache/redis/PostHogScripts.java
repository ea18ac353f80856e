package io.flagcache.redis;

import java.util.List;

/** What runs in the server for PostHog's layout, and the rights that it takes. */
final class PostHogScripts {

  static final RedisScript LEASE = RedisScript.load("posthog/lease", "now");
  static final RedisScript OBSERVE =
      RedisScript.load("posthog/observe", "now", "lasting", "expiry", "digest");
  static final RedisScript LEASE_AND_OBSERVE =
      RedisScript.load(
          "posthog/lease-and-observe", "now", "lasting", "expiry", "digest", "lease", "observe");
  static final RedisScript READ = RedisScript.load("posthog/read", "now", "expiry", "digest");
  static final RedisScript HOLDS = RedisScript.load("posthog/holds");
  static final RedisScript WRITE = RedisScript.load("posthog/write", "now", "lasting", "expiry");
  static final RedisScript WRITE_IF_HOLDING =
      RedisScript.load("posthog/write-if-holding", "now", "lasting", "expiry", "holds", "write");
  static final RedisScript DISCARD = RedisScript.load("posthog/discard", "digest");
  static final RedisScript RELEASE = RedisScript.load("posthog/release");

  static final RedisScript LEADER = RedisScript.load("posthog/leader");
  static final RedisScript COPY =
      RedisScript.load("posthog/copy", "now", "lasting", "expiry", "digest", "observe");
  static final RedisScript INSPECT =
      RedisScript.load(
          "posthog/inspect", "now", "lasting", "expiry", "digest", "observe", "leader", "copy");

  static final RedisScript CHECK_RIGHTS_TO_LOCK =
      RedisScript.load("posthog/check-rights-to-lock", "denied");
  static final RedisScript CHECK_RIGHTS_TO_COPY =
      RedisScript.load("posthog/check-rights-to-copy", "denied");

  static final String WORKERS_COMMANDS =
      "+type +time +del +get +getrange +set +strlen +pexpire +pexpireat +pttl";
  static final String READERS_COMMANDS = "+type +time +get +getrange +strlen +pttl";
  static final List<String> COMMANDS_SINCE_7_0 = List.of("+pexpiretime");

  private PostHogScripts() {}
}
