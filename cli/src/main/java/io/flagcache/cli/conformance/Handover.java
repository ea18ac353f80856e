package io.flagcache.cli.conformance;

import java.util.Objects;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;

/** Hands what is judged to the test classes, whose instances JUnit makes. */
final class Handover implements TestInstancePostProcessor {

  /** Where {@link KitLauncher} leaves it, in the store of JUnit's session. */
  static final org.junit.platform.engine.support.store.Namespace NAMESPACE =
      org.junit.platform.engine.support.store.Namespace.create(Handover.class);

  static final String GIVEN = "given";

  /** Called by JUnit. */
  Handover() {}

  /** A test class that is handed something. */
  interface Taker {
    void take(Object given);
  }

  @Override
  public void postProcessTestInstance(Object test, ExtensionContext context) {
    if (test instanceof Taker taker) {
      Object given =
          context
              .getStore(StoreScope.LAUNCHER_SESSION, Namespace.create(Handover.class))
              .get(GIVEN);
      taker.take(Objects.requireNonNull(given, GIVEN));
    }
  }
}
