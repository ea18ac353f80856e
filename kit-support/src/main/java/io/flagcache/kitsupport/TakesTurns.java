package io.flagcache.kitsupport;

import io.flagcache.conformance.internal.Turns;
import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Keeps a test, and what its class starts and ends, apart from those of the kit that count threads,
 * or that stop a server which others use.
 */
public final class TakesTurns
    implements BeforeEachCallback, AfterEachCallback, InvocationInterceptor {

  private static final Namespace NAMESPACE = Namespace.create(TakesTurns.class);

  @Override
  public void interceptBeforeAllMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext testClass)
      throws Throwable {
    inTurn(invocation);
  }

  @Override
  public void interceptAfterAllMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext testClass)
      throws Throwable {
    inTurn(invocation);
  }

  private static void inTurn(Invocation<Void> invocation) throws Throwable {
    Runnable end = Turns.take(false);
    try {
      invocation.proceed();
    } finally {
      end.run();
    }
  }

  @Override
  public void beforeEach(ExtensionContext test) throws InterruptedException {
    test.getStore(NAMESPACE).put("end", Turns.take(false));
  }

  @Override
  public void afterEach(ExtensionContext test) {
    test.getStore(NAMESPACE).remove("end", Runnable.class).run();
  }
}
