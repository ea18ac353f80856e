package io.flagcache.conformance.internal;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Something that happens once before the first test of a class, whatever comes of it. */
final class WarmUp {

  private static final Map<Class<?>, FutureTask<Boolean>> OF_CLASSES = new ConcurrentHashMap<>();

  private WarmUp() {}

  /**
   * Runs the step for the first test of a class, and lets the others wait for its end.
   *
   * @return what the step said; false if it failed
   * @throws InterruptedException if the test is not to run any more
   */
  static boolean once(Class<?> testClass, Callable<Boolean> step) throws InterruptedException {
    FutureTask<Boolean> task =
        OF_CLASSES.computeIfAbsent(testClass, none -> new FutureTask<>(step));
    task.run();
    try {
      return task.get();
    } catch (ExecutionException ignored) {
      return false; // What is wrong is for the tests to say.
    }
  }
}
