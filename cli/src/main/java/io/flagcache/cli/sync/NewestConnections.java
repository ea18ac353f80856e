package io.flagcache.cli.sync;

import java.util.LinkedHashSet;
import java.util.Set;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.jspecify.annotations.Nullable;

/**
 * Closes the oldest connection for a new one that would be too many. Who holds connections without
 * asking anything, however slowly it sends, keeps nobody else out; an answer takes milliseconds.
 */
final class NewestConnections implements Connection.Listener {

  private final int most;
  private final Set<EndPoint> open = new LinkedHashSet<>();

  NewestConnections(int most) {
    this.most = most;
  }

  @Override
  public void onOpened(Connection connection) {
    EndPoint oldest = add(connection.getEndPoint());
    if (oldest != null) {
      oldest.close();
    }
  }

  private synchronized @Nullable EndPoint add(EndPoint added) {
    open.add(added);
    return open.size() > most ? open.iterator().next() : null;
  }

  @Override
  public synchronized void onClosed(Connection connection) {
    open.remove(connection.getEndPoint());
  }
}
