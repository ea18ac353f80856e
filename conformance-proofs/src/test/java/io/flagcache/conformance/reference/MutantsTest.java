package io.flagcache.conformance.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.RandomHistoryTest;
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
      in(
          RecordStore.class,
          "ObservedRecord",
          "PayloadKeeper",
          "RecordLifetimes",
          "RecordStore",
          "UnchangedTimer");

  private static final List<String> REFERENCE_PROVIDER =
      in(ReferenceProvider.class, "ReferenceProvider", "StoredEntry");

  /** All of the engine that decides, and not what it is told or tells. */
  private static final List<String> ENGINE =
      in(
          FlagCacheProvider.class,
          "BoundedParser",
          "DeadlineShare",
          "DocumentLimits",
          "DocumentOrder",
          "ElectionState",
          "Engine",
          "EntryCodec",
          "EntryReader",
          "EntryWriter",
          "FetchEpoch",
          "FlagCacheProvider",
          "FlagDefinitionJson",
          "HeldDefinitions",
          "LastKnownDefinitions",
          "Leadership",
          "LeaseRequester",
          "OrdinaryContent",
          "Origin",
          "OutageDetector",
          "PollWatch",
          "store.EpochRule");

  @Test
  void ofTheEngine() throws Exception {
    demandListed(
        "engine",
        mutate(
            ENGINE,
            FlagCacheProvider.class,
            List.of(
                EngineConformanceTest.class, EngineSimulationTest.class, RandomHistoryTest.class)));
  }

  @Test
  void ofTheRecordStore() throws Exception {
    demandListed(
        "record-store",
        mutate(
            RECORD_STORE,
            RecordStore.class,
            List.of(RecordStoreConformanceTest.class, RecordStoreWithClockConformanceTest.class)));
  }

  @Test
  void ofTheReferenceProvider() throws Exception {
    demandListed(
        "reference-provider",
        mutate(
            REFERENCE_PROVIDER,
            ReferenceProvider.class,
            List.of(ReferenceProviderSimulationTest.class, ReferenceProviderInManualTime.class)));
  }

  private static List<String> in(Class<?> neighbour, String... names) {
    return Stream.of(names)
        .flatMap(name -> Stream.of(name, name + "$*"))
        .map(name -> neighbour.getPackageName() + "." + name)
        .toList();
  }

  private static void demandListed(String code, List<Mutant> mutants) throws IOException {
    assertThat(mutants).isNotEmpty();
    Set<String> survivors =
        mutants.stream()
            .filter(Mutant::survived)
            .map(Mutant::name)
            .collect(Collectors.toCollection(TreeSet::new));
    System.out.printf("%s: %d of %d mutants survived%n", code, survivors.size(), mutants.size());
    assertThat(survivors).isEqualTo(new TreeSet<>(Survivors.of(code).keySet()));
  }

  private static List<Mutant> mutate(List<String> classes, Class<?> neighbour, List<Class<?>> tests)
      throws Exception {
    Path reports = Files.createDirectories(Path.of("target", "mutants", neighbour.getSimpleName()));
    Path log = reports.resolve("log.txt");
    Process pit =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path"),
                "org.pitest.mutationtest.commandline.MutationCoverageReport",
                "--reportDir=" + reports,
                "--sourceDirs=../core/src/main/java,src/test/java",
                "--targetClasses=" + String.join(",", classes),
                "--targetTests="
                    + tests.stream().map(Class::getName).collect(Collectors.joining(",")),
                "--mutableCodePaths=" + pathOf(neighbour),
                "--outputFormats=XML",
                "--timestampedReports=false",
                // Most of its time a test waits.
                "--threads=4",
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
