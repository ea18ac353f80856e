package io.flagcache.conformance.history;

import java.time.Duration;

/**
 * A promise that was broken.
 *
 * @param rule the id of the rule in the contract
 * @param at when it showed
 * @param story what happened, in a sentence or two
 */
public record Violation(String rule, Duration at, String story) {

  /** The rule, the time and the story. */
  @Override
  public String toString() {
    return rule + ": at " + Texts.of(at) + " " + story;
  }
}
