package io.flagcache.conformance.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.core.record.RecordStore;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What a tool breaks in correct code, the kit notices, but for what is listed with a reason. */
@EnabledIfSystemProperty(
    named = "flagcache.mutants",
    matches = "true",
    disabledReason = "takes some minutes: -Pmutants")
class MutantsTest {

  /** All that decides in {@code RecordStore}. */
  private static final List<String> RECORD_STORE =
      Stream.of(
              "ObservedRecord", "PayloadKeeper", "RecordLifetimes", "RecordStore", "UnchangedTimer")
          .map(name -> RecordStore.class.getPackageName() + "." + name + "*")
          .toList();

  @Test
  void ofTheRecordStore() throws Exception {
    List<Mutant> mutants =
        mutate(
            RECORD_STORE,
            List.of(RecordStoreConformanceTest.class, RecordStoreWithClockConformanceTest.class));
    assertThat(mutants).isNotEmpty();
    Set<String> survivors =
        mutants.stream()
            .filter(Mutant::survived)
            .map(Mutant::name)
            .collect(Collectors.toCollection(TreeSet::new));
    System.out.printf("%d of %d mutants survived%n", survivors.size(), mutants.size());
    assertThat(survivors).isEqualTo(new TreeSet<>(Survivors.ofTheRecordStore().keySet()));
  }

  private static List<Mutant> mutate(List<String> classes, List<Class<?>> tests) throws Exception {
    Path reports = Files.createDirectories(Path.of("target", "mutants"));
    Path log = reports.resolve("log.txt");
    Process pit =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path"),
                "org.pitest.mutationtest.commandline.MutationCoverageReport",
                "--reportDir=" + reports,
                "--sourceDirs=../core/src/main/java",
                "--targetClasses=" + String.join(",", classes),
                "--targetTests="
                    + tests.stream().map(Class::getName).collect(Collectors.joining(",")),
                "--mutableCodePaths=" + pathOf(RecordStore.class),
                "--outputFormats=XML",
                "--timestampedReports=false",
                "--threads=2",
                // A loop that has no end any more is told from a machine that is busy.
                "--timeoutConst=30000",
                "--jvmArgs=-Xmx512m,-XX:+UseSerialGC,-XX:TieredStopAtLevel=1",
                "--verbosity=DEFAULT")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(pit.waitFor()).as(() -> textOf(log)).isZero();
    return Mutant.readAll(reports.resolve("mutations.xml"));
  }

  private static String pathOf(Class<?> type) {
    return new File(type.getProtectionDomain().getCodeSource().getLocation().getPath()).getPath();
  }

  private static String textOf(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
