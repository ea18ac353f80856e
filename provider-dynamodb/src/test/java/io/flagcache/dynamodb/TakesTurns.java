package io.flagcache.dynamodb;

import io.flagcache.conformance.internal.Turns;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Keeps a test apart from those of the kit that count threads or stop the server. */
final class TakesTurns implements BeforeEachCallback, AfterEachCallback {

  private static final Namespace NAMESPACE = Namespace.create(TakesTurns.class);

  @Override
  public void beforeEach(ExtensionContext test) throws InterruptedException {
    test.getStore(NAMESPACE).put("end", Turns.take(false));
  }

  @Override
  public void afterEach(ExtensionContext test) {
    test.getStore(NAMESPACE).remove("end", Runnable.class).run();
  }
}
