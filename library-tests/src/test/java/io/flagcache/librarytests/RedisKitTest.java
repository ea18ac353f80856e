package io.flagcache.librarytests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flagcache.testservers.Lazy;
import io.flagcache.testservers.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RedisKitTest extends QuickKit {
  private static final Lazy<RedisServer> SERVER = new Lazy<>(() -> RedisServer.start());

  @BeforeAll
  static void demandServer() {
    assumeTrue(RedisServer.isAvailable(), "There is no redis-server for this machine");
  }

  @AfterAll
  static void stop() {
    SERVER.ifOpened().ifPresent(RedisServer::close);
  }

  @Override
  String url() {
    return SERVER.get().url();
  }
}
