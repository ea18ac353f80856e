package io.flagcache.demo.standin;

/** Hears what a stand-in is asked. */
@FunctionalInterface
public interface StandInListener {

  /**
   * A request was answered; called on the thread that did it.
   *
   * @param status the HTTP status of the answer
   */
  void answered(int status);
}
