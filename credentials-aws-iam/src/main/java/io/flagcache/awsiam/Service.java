package io.flagcache.awsiam;

import java.util.Map;

/** What a token is signed for, each by the name and parameters that AWS documents. */
enum Service {
  RDS("rds-db", "DBUser", Map.of()),
  ELASTICACHE("elasticache", "User", Map.of()),
  SERVERLESS_ELASTICACHE("elasticache", "User", Map.of("ResourceType", "ServerlessCache")),
  MEMORYDB("memorydb", "User", Map.of());

  private final String signingName;
  private final String userParameter;

  @SuppressWarnings("ImmutableEnumChecker") // It is one of Map.of.
  private final Map<String, String> furtherParameters;

  Service(String signingName, String userParameter, Map<String, String> furtherParameters) {
    this.signingName = signingName;
    this.userParameter = userParameter;
    this.furtherParameters = furtherParameters;
  }

  String signingName() {
    return signingName;
  }

  String userParameter() {
    return userParameter;
  }

  Map<String, String> furtherParameters() {
    return furtherParameters;
  }
}
