package io.flagcache.testservers.database;

/** A MariaDB by MySQL's driver. */
record MySqlDriver(TestServer mariaDb) implements TestServer {

  @Override
  public String url() {
    return mariaDb
        .url()
        .replace("jdbc:mariadb:", "jdbc:mysql:")
        .replace("sslMode=disable", "sslMode=DISABLED");
  }

  @Override
  public boolean isOurs() {
    return mariaDb.isOurs();
  }

  @Override
  public void pause() {
    mariaDb.pause();
  }

  @Override
  public void resume() {
    mariaDb.resume();
  }

  @Override
  public void kill() {
    mariaDb.kill();
  }

  @Override
  public void restart() {
    mariaDb.restart();
  }
}
