package io.flagcache.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.Lazy;
import io.flagcache.testservers.MachineLoad;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Documents of 10 MB, in a JVM with a heap of 256 MB. */
@Timeout(300)
@ExtendWith(TakesTurns.class)
@ParameterizedClass(name = "{0}")
@MethodSource("io.flagcache.jdbc.TestDatabase#all")
class LargeDocumentTest {

  private static final Lazy<SmallJvm> JVM = new Lazy<>(SmallJvm::start);

  private final TestDatabase database;

  LargeDocumentTest(TestDatabase database) {
    this.database = database;
  }

  @AfterAll
  static void endJvm() {
    JVM.ifOpened().ifPresent(SmallJvm::close);
  }

  /** H2 in memory is in the memory of that JVM. */
  @Test
  void goThroughTheProvider() throws Exception {
    TestTables tables = database.newTables();
    try {
      String answer = JVM.get().run(tables);
      assumeFalse(
          MachineLoad.isHigh() && answer.startsWith(SmallJvm.LATE),
          "This machine is too busy to judge");
      assertThat(answer).isEqualTo(SmallJvm.DONE);
    } finally {
      tables.close();
    }
  }
}
