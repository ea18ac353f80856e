package io.flagcache.librarytests;

import io.flagcache.testservers.DynamoDbServer;

/** Its credentials are properties of the JVM, which the POM sets. */
class DynamoDbKitTest extends QuickKit {

  @Override
  String url() {
    return "dynamodb://libraries?region=eu-central-1&endpoint=http%3A%2F%2F127.0.0.1%3A"
        + DynamoDbServer.shared().port();
  }
}
