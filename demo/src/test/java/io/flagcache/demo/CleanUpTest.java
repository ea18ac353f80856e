package io.flagcache.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CleanUpTest {

  private final List<String> closed = new ArrayList<>();
  private final List<Exception> failures = new ArrayList<>();
  private final CleanUp cleanUp = new CleanUp(failures::add);

  @Test
  void closesTheLastFirstAndOnce() {
    cleanUp.add(() -> closed.add("first"));
    cleanUp.add(() -> closed.add("second"));

    cleanUp.close();
    cleanUp.close();

    assertThat(closed).containsExactly("second", "first");
  }

  @Test
  void closesTheRestAfterAFailure() {
    cleanUp.add(() -> closed.add("first"));
    cleanUp.add(
        () -> {
          throw new IllegalStateException("stuck");
        });

    cleanUp.close();

    assertThat(closed).containsExactly("first");
    assertThat(failures).singleElement().isInstanceOf(IllegalStateException.class);
  }

  @Test
  void closesAtOnceWhatComesTooLate() {
    cleanUp.close();
    cleanUp.add(() -> closed.add("late"));

    assertThat(closed).containsExactly("late");
  }
}
