package io.flagcache.benchmarks.start;

import io.flagcache.benchmarks.backend.Backend;
import io.flagcache.benchmarks.report.Results.Start;
import io.flagcache.benchmarks.worker.SampleDocument;
import io.flagcache.core.FlagCacheProvider;
import java.sql.SQLException;

/**
 * A process that reads the definitions once, and prints how many milliseconds of processor time it
 * has taken by then.
 */
final class ColdStart {

  /** By what it reads. */
  enum Reader {
    FLAGCACHE(Start.FLAGCACHE) {
      @Override
      Object read(Backend backend, String address, String serviceKey) {
        return FlagCacheProvider.open(ReaderUrl.of(backend, address, serviceKey))
            .getFlagDefinitions()
            .join()
            .orElseThrow();
      }
    },
    CLIENT(Start.CLIENT) {
      @Override
      Object read(Backend backend, String address, String serviceKey) throws SQLException {
        byte[] json = RawReader.read(backend, address, serviceKey);
        if (json == null) {
          throw new IllegalStateException("There are no definitions");
        }
        return SampleDocument.parse(json);
      }
    },
    LETTUCE("Lettuce and Jackson") {
      @Override
      boolean runsOn(Backend backend) {
        return backend == Backend.REDIS;
      }

      @Override
      Object read(Backend backend, String address, String serviceKey) {
        return SampleDocument.parse(LettuceReader.read(address, serviceKey));
      }
    };

    private final String title;

    Reader(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }

    boolean runsOn(Backend backend) {
      return true;
    }

    abstract Object read(Backend backend, String address, String serviceKey) throws Exception;
  }

  private ColdStart() {}

  /**
   * Reads.
   *
   * @param arguments a reader, a backend, its address and a service key
   */
  public static void main(String[] arguments) throws Exception {
    Reader reader = Reader.valueOf(arguments[0]);
    Object read = reader.read(Backend.valueOf(arguments[1]), arguments[2], arguments[3]);
    long cpu = ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis();
    System.out.println(read.getClass().getSimpleName() + " " + cpu);
    System.exit(0);
  }
}
