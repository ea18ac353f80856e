package io.flagcache.jdbc;

import io.flagcache.kitsupport.JudgesOnly;

/**
 * The kit for stores on H2 in the memory of their JVM.
 *
 * <p>Engine and statements are those of the H2 server. Without a process between them, the
 * connections of several stores meet in one JVM, and wait for each other's locks on the threads of
 * their callers (S1, S8, S9, S10), and large objects stay in memory (S11).
 */
@JudgesOnly(
    rules = {"S1", "S8", "S9", "S10", "S11"},
    because =
        "H2 in memory locks (S1, S8, S9, S10) and stores (S11) in the JVM of its callers; engine"
            + " and statements are those of the H2 server")
class JdbcH2InMemoryStoreConformanceTest extends JdbcStoreConformance {
  JdbcH2InMemoryStoreConformanceTest() {
    super(TestDatabase.H2_IN_MEMORY);
  }
}
