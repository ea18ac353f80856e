package io.flagcache.librarytests;

import io.flagcache.testservers.database.TestServers;

class H2KitTest extends QuickKit {

  @Override
  String url() {
    return TestServers.h2InMemory("libraries").url();
  }
}
