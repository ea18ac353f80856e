package io.flagcache.jdbc;

import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}")
@MethodSource("io.flagcache.jdbc.TestDatabase#servers")
class JdbcStoreConformanceTest extends JdbcStoreConformance {
  JdbcStoreConformanceTest(TestDatabase database) {
    super(database);
  }
}
