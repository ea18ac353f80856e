package io.flagcache.jdbc;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * Hands out connections of another source, notes what is done with them, and lets a test step in
 * before a statement or a commit.
 */
final class RecordingDataSource implements DataSource {

  /** The name under which a commit is seen by {@link #before}. */
  static final String COMMIT = "commit";

  private final Source source;
  private final List<String> statements = new CopyOnWriteArrayList<>();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicBoolean losing = new AtomicBoolean();
  private volatile Intrusion intrusion = sql -> {};

  /** Where the connections come from. */
  interface Source {
    Connection connect() throws SQLException;
  }

  /** What a test does before a statement runs; what it throws is thrown to the store. */
  interface Intrusion {
    void before(String sql) throws SQLException;
  }

  RecordingDataSource(Source source) {
    this.source = source;
  }

  void before(Intrusion newIntrusion) {
    intrusion = newIntrusion;
  }

  void forget() {
    statements.clear();
    bytes.set(0);
  }

  List<String> statements() {
    return List.copyOf(statements);
  }

  /** The next commit, or write without one, is carried out, and its answer is lost. */
  void loseReplyOfNextWrite() {
    losing.set(true);
  }

  /** The bytes of payloads that were read or written. */
  long payloadBytes() {
    return bytes.get();
  }

  int openConnections() {
    return open.get();
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = source.connect();
    open.incrementAndGet();
    return proxy(
        Connection.class,
        (method, arguments) -> {
          if (method.getName().equals("close")) {
            open.decrementAndGet();
          }
          if (method.getName().equals(COMMIT)) {
            intrusion.before(COMMIT);
          }
          Object result = invoke(connection, method, arguments);
          if (method.getName().equals(COMMIT)) {
            loseReply(connection);
          }
          if (result instanceof PreparedStatement statement) {
            return recording(connection, statement, (String) arguments[0]);
          }
          return result instanceof Statement statement ? recording(statement) : result;
        });
  }

  private void loseReply(Connection connection) throws SQLException {
    if (losing.getAndSet(false)) {
      connection.close();
      throw new SQLException("The answer was lost", "08006");
    }
  }

  private PreparedStatement recording(
      Connection connection, PreparedStatement statement, String sql) {
    return proxy(
        PreparedStatement.class,
        (method, arguments) -> {
          if (method.getName().startsWith("execute")) {
            note(sql);
          }
          if (method.getName().equals("setBytes")) {
            bytes.addAndGet(((byte[]) arguments[1]).length);
          }
          Object result = invoke(statement, method, arguments);
          boolean wrote = method.getName().equals("executeUpdate") && !result.equals(0);
          if (wrote && connection.getAutoCommit()) {
            loseReply(connection);
          }
          return result instanceof ResultSet rows ? recording(rows) : result;
        });
  }

  private Statement recording(Statement statement) {
    return proxy(
        Statement.class,
        (method, arguments) -> {
          if (method.getName().startsWith("execute")) {
            note((String) arguments[0]);
          }
          return invoke(statement, method, arguments);
        });
  }

  private ResultSet recording(ResultSet rows) {
    return proxy(
        ResultSet.class,
        (method, arguments) -> {
          Object result = invoke(rows, method, arguments);
          if (result instanceof byte[] read) {
            bytes.addAndGet(read.length);
          }
          return result instanceof Blob blob ? recording(blob) : result;
        });
  }

  private Blob recording(Blob blob) {
    return proxy(
        Blob.class,
        (method, arguments) -> {
          Object result = invoke(blob, method, arguments);
          return result instanceof InputStream stream ? new CountedStream(stream) : result;
        });
  }

  /** Counts what is read, however long it is. */
  private final class CountedStream extends FilterInputStream {
    CountedStream(InputStream stream) {
      super(stream);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      bytes.addAndGet(read < 0 ? 0 : 1);
      return read;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = super.read(into, offset, length);
      bytes.addAndGet(Math.max(0, read));
      return read;
    }
  }

  private void note(String sql) throws SQLException {
    statements.add(sql);
    intrusion.before(sql);
  }

  private interface Handler {
    Object handle(Method method, Object[] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Handler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            RecordingDataSource.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> handler.handle(method, arguments)));
  }

  private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @Override
  public Connection getConnection(String username, String password) {
    throw new UnsupportedOperationException();
  }

  @Override
  public PrintWriter getLogWriter() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setLogWriter(PrintWriter out) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setLoginTimeout(int seconds) {
    throw new UnsupportedOperationException();
  }

  /** None; a pool over this source asks when it is closed. */
  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
