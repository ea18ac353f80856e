package io.flagcache.demo;

import io.flagcache.demo.standin.ApiCounts;
import java.time.Duration;
import java.util.List;

/**
 * All that is shown of the demo at one moment.
 *
 * @param title the demo's settings
 * @param elapsed the time since it began
 * @param step what it is doing
 * @param api what the present fleet asked of the API
 * @param workers the workers of the present fleet
 * @param lines the story so far, oldest first, without news of workers
 */
record DemoView(
    String title,
    Duration elapsed,
    String step,
    ApiCounts api,
    List<WorkerRow> workers,
    List<StoryLine> lines) {

  DemoView withoutStory() {
    return new DemoView(title, elapsed, "", api, workers, List.of());
  }
}
