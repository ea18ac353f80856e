package io.flagcache.redis;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who the provider is to the servers and to the sentinels. */
record RedisCredentials(
    Optional<String> user,
    Optional<String> password,
    Optional<String> sentinelUser,
    Optional<String> sentinelPassword,
    Optional<ChangingCredentials> changing) {

  Set<String> secrets() {
    return Stream.of(password, sentinelPassword)
        .flatMap(Optional::stream)
        .filter(secret -> !secret.isEmpty())
        .collect(Collectors.toSet());
  }

  @Override
  public String toString() {
    return "RedisCredentials";
  }
}
