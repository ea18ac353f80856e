package io.flagcache.benchmarks.start;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flagcache.benchmarks.backend.Backend;
import io.flagcache.benchmarks.backend.BenchmarkServer;
import io.flagcache.benchmarks.report.Medians;
import io.flagcache.benchmarks.report.Results.Start;
import io.flagcache.benchmarks.start.ColdStart.Reader;
import io.flagcache.benchmarks.worker.Contender;
import io.flagcache.benchmarks.worker.TwoWorkers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Starts processes that read the definitions once, in turn by flagcache and by the client alone.
 */
public final class Starts {

  private static final int DOCUMENT_BYTES = 100_000;

  private final int count;
  private final Path directory;
  private final String classPath;

  /**
   * Prepares the class path.
   *
   * @param count how many processes of each kind
   * @param directory for jars and archives
   */
  public Starts(int count, Path directory) throws IOException {
    this.count = count;
    this.directory = directory;
    this.classPath = JarredClassPath.in(directory);
  }

  /** Of all kinds, on one server. */
  public List<Start> measure(BenchmarkServer server) throws Exception {
    try (TwoWorkers published = open(server, Contender.FLAGCACHE);
        TwoWorkers value = open(server, Contender.EXAMPLE)) {
      List<Kind> kinds = new ArrayList<>();
      for (boolean archive : List.of(false, true)) {
        for (Reader reader : Reader.values()) {
          if (reader.runsOn(server.backend())) {
            TwoWorkers theirs = reader == Reader.FLAGCACHE ? published : value;
            kinds.add(new Kind(server, reader, theirs.serviceKey(), archive));
          }
        }
      }
      for (Kind kind : kinds) {
        if (kind.archive) {
          read(kind, "-XX:ArchiveClassesAtExit=" + archive(kind));
        }
      }
      for (int i = 0; i < count; i++) {
        for (Kind kind : kinds) {
          kind.add(
              kind.archive
                  ? read(kind, "-XX:SharedArchiveFile=" + archive(kind))
                  : read(kind, "-Xshare:auto"));
        }
      }
      return kinds.stream().map(Kind::start).toList();
    }
  }

  private static TwoWorkers open(BenchmarkServer server, Contender contender) throws Exception {
    return TwoWorkers.open(server.backend(), contender, DOCUMENT_BYTES, server.address());
  }

  private Path archive(Kind kind) {
    return directory.resolve(kind.server.backend() + "-" + kind.reader + ".jsa").toAbsolutePath();
  }

  private Once read(Kind kind, String option) throws IOException, InterruptedException {
    Backend backend = kind.server.backend();
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            option,
            "-XX:+UseSerialGC",
            "-Daws.accessKeyId=id",
            "-Daws.secretAccessKey=secret",
            "-cp",
            classPath,
            ColdStart.class.getName(),
            kind.reader.name(),
            backend.name(),
            kind.server.address(),
            kind.serviceKey);
    long begin = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectError(Redirect.to(directory.resolve("errors").toFile()))
            .start();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      String line = lines.readLine();
      double millis = (System.nanoTime() - begin) / 1e6;
      process.waitFor(1, TimeUnit.MINUTES);
      if (line == null) {
        throw new IllegalStateException(
            "A process that was to read from " + backend + " has failed; see " + directory);
      }
      return new Once(millis, Double.parseDouble(line.substring(line.indexOf(' ') + 1)));
    }
  }

  private record Once(double millis, double cpuMillis) {}

  private static final class Kind {

    private final BenchmarkServer server;
    private final Reader reader;
    private final String serviceKey;
    private final boolean archive;
    private final List<Once> all = new ArrayList<>();

    Kind(BenchmarkServer server, Reader reader, String serviceKey, boolean archive) {
      this.server = server;
      this.reader = reader;
      this.serviceKey = serviceKey;
      this.archive = archive;
    }

    void add(Once once) {
      all.add(once);
    }

    Start start() {
      return new Start(
          server.backend(),
          reader.title(),
          archive,
          Medians.of(all.stream().map(Once::millis).toList()),
          Medians.of(all.stream().map(Once::cpuMillis).toList()));
    }
  }
}
