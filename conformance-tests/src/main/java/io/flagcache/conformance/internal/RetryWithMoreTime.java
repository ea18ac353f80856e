package io.flagcache.conformance.internal;

import java.lang.System.Logger;
import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.ReflectionSupport;
import org.opentest4j.TestAbortedException;

/**
 * Judges a test again with all times stretched when it found something {@linkplain TooLate too
 * late}: once in any case, since a class that is loaded at its first use takes its time, and then
 * as long as the machine was busy or stood still. A provider that is slow by its nature is too late
 * each time. A call that fails before its time on a busy machine is judged once more. What cannot
 * be given more time is skipped, visibly, if the machine was too busy all the time. Everything else
 * that a test finds counts at once.
 */
public abstract class RetryWithMoreTime implements InvocationInterceptor {

  private static final Logger LOG = System.getLogger(RetryWithMoreTime.class.getName());

  private static final int FACTOR = 3;
  private static final int LARGEST_STRETCH = 9;
  private static final int LARGEST_STRETCH_OF_A_TEST = 81;

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

  /**
   * What becomes of a test that cannot be judged.
   *
   * @param test an instance of a test class of the kit
   * @param skip why it cannot
   * @return to be thrown
   */
  protected Throwable skipped(Object test, TestAbortedException skip) {
    return skip;
  }

  @Override
  public final void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    try {
      judge(invocation, method, context);
    } catch (TestAbortedException skip) {
      throw skipped(context.getRequiredTestInstance(), skip);
    }
  }

  private void judge(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    long start = System.nanoTime();
    try {
      invocation.proceed();
    } catch (TooLate late) {
      LOG.log(Logger.Level.WARNING, "{0}", late.getMessage());
      judgeAgain(method, context.getRequiredTestInstance(), FACTOR, start);
    }
  }

  private void judgeAgain(
      ReflectiveInvocationContext<Method> method, Object test, int stretch, long begin)
      throws Exception {
    LOG.log(Logger.Level.WARNING, "It is judged again with all times stretched by {0}.", stretch);
    prepareAgain(test, stretch);
    try {
      ReflectionSupport.invokeMethod(method.getExecutable(), test, method.getArguments().toArray());
    } catch (TooLate late) {
      if (!Machine.wasBusySince(begin) || late.kind() == TooLate.Kind.CALL_ON_A_BUSY_MACHINE) {
        throw late;
      }
      boolean testWasLate = late.kind() == TooLate.Kind.TEST;
      if (stretch >= (testWasLate ? LARGEST_STRETCH_OF_A_TEST : LARGEST_STRETCH)) {
        if (late.kind() == TooLate.Kind.PROVIDER) {
          throw late;
        }
        throw new TestAbortedException("This machine is too busy to judge: " + late.getMessage());
      }
      judgeAgain(method, test, stretch * FACTOR, begin);
    }
  }
}
