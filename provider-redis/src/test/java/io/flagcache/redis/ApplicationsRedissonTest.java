package io.flagcache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.testservers.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.api.annotation.REntity;
import org.redisson.api.annotation.RId;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/** With the Redisson that comes with us an application can do what it can with its own. */
class ApplicationsRedissonTest {

  private RedisServer server;
  private RedissonClient client;

  @BeforeEach
  void connect() {
    server = RedisTestServers.borrow();
    Config config = new Config().setCodec(StringCodec.INSTANCE);
    config.useSingleServer().setAddress(server.url());
    client = Redisson.create(config);
  }

  @AfterEach
  void close() {
    if (client != null) {
      client.shutdown();
    }
    RedisTestServers.giveBack(server);
  }

  @REntity
  public static class Order {
    @RId private String id = "";

    protected Order() {}

    Order(String id) {
      this.id = id;
    }

    public String getId() {
      return id;
    }
  }

  @Test
  void whatWeDoNotUseIsThere() {
    assertThat(client.getLiveObjectService().persist(new Order("17")).getId()).isEqualTo("17");
    assertThat(client.reactive().getKeys().count().block()).isPositive();
    assertThat(client.rxJava().getKeys().count().blockingGet()).isPositive();
  }
}
