package io.flagcache.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The page shows what the tests before this one found: JUnit runs what is isolated at last. */
@Isolated
class PageOfFaultsTest {

  @Test
  void tableInTheDocumentationIsTheOneOfThisRun() throws Exception {
    Optional<List<String>> table =
        FaultTable.of(List.of("Redis", "PostgreSQL", "DynamoDB Local", "Hazelcast"));
    assumeTrue(table.isPresent(), "Not all faults were tested on all backends");
    Path report = Path.of("target/faults.md");
    Files.write(report, table.orElseThrow());
    assertThat(Path.of("../docs/faults.md"))
        .as("docs/faults.md has the table of " + report)
        .content()
        .contains(String.join("\n", table.orElseThrow()));
  }
}
