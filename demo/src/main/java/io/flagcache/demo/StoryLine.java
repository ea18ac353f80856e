package io.flagcache.demo;

import io.flagcache.core.text.PlainText;
import java.time.Duration;

/**
 * One line of the story.
 *
 * @param at the time since the demo began
 * @param kind what the line is about
 * @param text the line
 */
record StoryLine(Duration at, Kind kind, String text) {

  StoryLine {
    text = PlainText.of(text);
  }

  enum Kind {
    /** The next step begins. */
    STEP,
    /** What a step found out. */
    RESULT,
    /** Something that a step was to find out turned out wrong. */
    BROKEN,
    /** The API or the cache failed a worker. */
    TROUBLE,
    /** What a worker did. */
    NEWS
  }
}
