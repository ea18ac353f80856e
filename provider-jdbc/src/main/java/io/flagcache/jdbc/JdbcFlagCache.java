package io.flagcache.jdbc;

/**
 * Flag definitions shared through a relational database: H2, PostgreSQL, MariaDB or MySQL.
 *
 * <pre>{@code
 * FlagDefinitionCacheProvider cache =
 *     JdbcFlagCache.builder()
 *         .url("jdbc:postgresql://db.internal/app")
 *         .user("app")
 *         .password(password)
 *         .serviceKey("checkout")
 *         .build();
 * }</pre>
 *
 * <p><b>What is stored.</b> One row for each service key in each of two tables: the lease (who
 * leads, under which epoch, for how long and until when) and the entry (the document with its
 * stamp). Epochs are kept when leases end. Two service keys never share a row: tables whose
 * collation takes two keys for the same, for instance "Checkout" and "checkout", are refused. The
 * packaged files {@code io/flagcache/jdbc/ddl/*.sql} create the tables; run the one for your
 * database, or set {@link JdbcFlagCacheBuilder#createSchema(boolean)}. An entry that nobody leads
 * for expires but leaves its row behind, until the next document replaces it.
 *
 * <p><b>Whose clock rules.</b> The database server's, alone. Clocks and time zones of workers and
 * sessions do not matter. If the server's clock is set forward by more than the rest of a lease,
 * the lease ends early, and another may lead: what the former leader publishes then is refused. If
 * it is set back, by more than two seconds, the lease reaches further ahead than its own length,
 * and is over: whoever asks next leads. An entry from the time before is absent until the leader
 * polls.
 *
 * <p><b>What is atomic.</b> Taking the lease over and publishing are each one transaction at READ
 * COMMITTED that holds the lease's row locked ({@code SELECT ... FOR UPDATE SKIP LOCKED}). Whoever
 * finds it locked does not wait for it, but is told that another leads; only the present leader
 * tries again, within its deadline. Renewing the lease is one conditional statement on PostgreSQL
 * and MariaDB, after one that looks, and such a transaction elsewhere. On MariaDB and MySQL an
 * administrator's statement that scans the table locks all leases until its transaction ends. A
 * follower's poll is one plain statement that asks for no lock and moves no payload, whatever the
 * document's size; with a pool, the pool's check of a connection that has been idle may come before
 * it. Everything else is one conditional statement.
 *
 * <p><b>A process stopped inside such a transaction</b> (suspended, or cut off from the network)
 * keeps the row locked. Nobody can take the lease over until the server ends the transaction, which
 * it is told to do after 10 s of silence: PostgreSQL by {@code
 * idle_in_transaction_session_timeout}, MariaDB by {@code idle_transaction_timeout}, MySQL by
 * {@code wait_timeout}, each set for the transaction only. H2 has no such limit: its lock lives
 * until the stopped process goes on or its connection ends. Nor does H2's driver (2.5.252) close a
 * connection on which it has timed out: if an H2 server hangs in the middle of such a transaction,
 * the lock lives until the worker's next full garbage collection, or its end. Readers are never
 * blocked. The stopped process, when it goes on, finds its connection gone and has changed nothing.
 *
 * <p><b>Fail-over and crashes.</b> With asynchronous replication the promoted replica may lack the
 * last transactions, and so may a database that was killed before it had written what it had
 * already confirmed: H2 (up to half a second by default, some commits also with {@code
 * WRITE_DELAY=0}), PostgreSQL with {@code synchronous_commit=off}. Lost can be a take-over (two
 * workers may then lead until the next poll of each; epochs go on from the highest that a worker
 * remembers) or the last document (the leader publishes it again). An H2 whose disk is full loses
 * with the default {@code WRITE_DELAY} all that it confirms, and with {@code WRITE_DELAY=0} it says
 * so. The statements must reach the primary: do not send them through a proxy that sends reads to
 * replicas.
 *
 * <p>A connection on which the server says that it is read-only leads to a replica, or to a primary
 * that was demoted. It is given up at once, so that the next poll connects anew, and finds the new
 * primary behind the same address; a pool that is HikariCP loses it, too, if it is yours. A
 * connection of the provider's own pool lives for five minutes at the longest, for the sake of
 * readers, whom no server tells that it was demoted.
 *
 * <p><b>Credentials that change.</b> The provider's own pool asks a {@link
 * JdbcFlagCacheBuilder#credentialsProvider(io.flagcache.core.credentials.CredentialsProvider)
 * provider of credentials} or a {@link JdbcFlagCacheBuilder#passwordFile(java.nio.file.Path) file}
 * at each new connection.
 *
 * <p><b>Deadlines.</b> Each statement gets what is left of the deadline as the connection's network
 * time-out, and a connection on which it strikes is dropped. The provider's own pool sets the
 * time-outs of the drivers of these databases, also behind a driver that wraps one of them, as in
 * {@code jdbc:p6spy:postgresql:}. Drivers without them, H2's with a data source of yours or one
 * that wraps another without handing on its properties, are called on threads that all providers
 * share, one or two of which a provider uses while it has a call under way. One that does not come
 * back before the deadline is given up: its connection is aborted, the pool is replaced, and the
 * thread ends when the driver returns. While eight or more hang so, calls fail at once, but for one
 * now and then. With decision deadlines below about half a second, the pool, which waits 250 ms at
 * the shortest, may use up all of them while the server hangs.
 *
 * <p><b>Pools between.</b> A pool that hands each transaction to another connection of the
 * server's, such as PgBouncer in transaction mode, works with the provider's own pool, which sets
 * {@code prepareThreshold=0} for PostgreSQL. With a data source of yours, set it there. The
 * provider leaves nothing in a session of PostgreSQL's, its isolation included.
 *
 * <p><b>Rights.</b> SELECT, INSERT, UPDATE on both tables and DELETE on the entry table; for a
 * reader, SELECT on the entry table. CREATE in the schema for {@code createSchema} only.
 *
 * <p><b>Limits.</b> A document must fit into a packet of the server's: MariaDB and MySQL accept
 * {@code max_allowed_packet}, 16 and 64 MiB by default, for the stored, usually compressed, form.
 * With {@code binlog_format=STATEMENT} they take no change at READ COMMITTED, and the provider
 * refuses to start. With MySQL's driver and a data source of your own, set {@code
 * useServerPrepStmts=true}. H2 in memory is lost when its last connection closes, unless its URL
 * has {@code DB_CLOSE_DELAY=-1}.
 */
public final class JdbcFlagCache {

  private JdbcFlagCache() {}

  /**
   * Begins a provider.
   *
   * @return a builder with the default settings
   */
  public static JdbcFlagCacheBuilder builder() {
    return new JdbcFlagCacheBuilder();
  }
}
