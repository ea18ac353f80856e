package io.flagcache.conformance.internal;

import java.lang.System.Logger;
import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Judges a test again with all times stretched when it found something {@linkplain TooLate too
 * late}. A provider that is slow by its nature is too late then, too; a machine that was busy or
 * suspended, or a class that had to be loaded, is not. Everything else that a test finds counts at
 * once.
 */
public abstract class RetryWithMoreTime implements InvocationInterceptor {

  private static final Logger LOG = System.getLogger(RetryWithMoreTime.class.getName());

  private static final int[] STRETCHES = {3, 9};

  /** For each half of the kit. */
  protected RetryWithMoreTime() {}

  /**
   * Ends what the test has begun, and prepares it anew.
   *
   * @param test an instance of a test class of the kit
   * @param stretch by how much all times are stretched
   * @throws Exception if the fixture fails
   */
  protected abstract void prepareAgain(Object test, int stretch) throws Exception;

  @Override
  public final void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    TooLate late = null;
    try {
      invocation.proceed();
    } catch (TooLate first) {
      late = first;
    }
    for (int i = 0; late != null && i < STRETCHES.length; i++) {
      LOG.log(
          Logger.Level.WARNING,
          "{0} It is judged again with all times stretched by {1}.",
          late.getMessage(),
          STRETCHES[i]);
      Object test = context.getRequiredTestInstance();
      prepareAgain(test, STRETCHES[i]);
      try {
        ReflectionSupport.invokeMethod(
            method.getExecutable(), test, method.getArguments().toArray());
        late = null;
      } catch (TooLate again) {
        late = again;
      }
    }
    if (late != null) {
      throw late;
    }
  }
}
