package io.flagcache.conformance.reference;

import io.flagcache.Deadline;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.conformance.reference.StoredEntry.Stamp;
import io.flagcache.core.FlagDefinitionJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** Providers that each publish, remember or compare documents wrongly in one case. */
final class BrokenPublishers {

  private BrokenPublishers() {}

  static final class ComparesSequences extends ReferenceProvider {
    ComparesSequences(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected boolean isSame(Stamp known, Stamp found) {
      return known.sequence() == found.sequence();
    }
  }

  static final class ComparesEpochsAndSequences extends ReferenceProvider {
    ComparesEpochsAndSequences(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected boolean isSame(Stamp known, Stamp found) {
      return known.epoch() == found.epoch() && known.sequence() == found.sequence();
    }
  }

  static final class PublishesTheFirstAgain extends ReferenceProvider {
    private FlagDefinitionCacheData first;

    PublishesTheFirstAgain(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected void received(FlagDefinitionCacheData data, Deadline deadline) throws Exception {
      first = first == null ? data : first;
      super.received(data, deadline);
    }

    @Override
    protected FlagDefinitionCacheData again(FlagDefinitionCacheData latest) {
      return first == null ? latest : first;
    }
  }

  static final class PublishesAgainOnce extends ReferenceProvider {
    private boolean done;

    PublishesAgainOnce(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected FlagDefinitionCacheData again(FlagDefinitionCacheData latest) {
      return done ? null : latest;
    }

    @Override
    protected void publishedAgain() {
      done = true;
    }
  }

  /** Knows what it received itself, and not what it read. */
  static final class PublishesItsOwnAgain extends ReferenceProvider {
    private FlagDefinitionCacheData own;

    PublishesItsOwnAgain(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected void received(FlagDefinitionCacheData data, Deadline deadline) throws Exception {
      super.received(data, deadline);
      own = leads() ? data : own;
    }

    @Override
    protected FlagDefinitionCacheData again(FlagDefinitionCacheData latest) {
      return own;
    }
  }

  static final class ResignsForNoTime extends ReferenceProvider {
    ResignsForNoTime(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected int pollsOutOfElection() {
      return 0;
    }
  }

  static final class ResignsForEver extends ReferenceProvider {
    ResignsForEver(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected int pollsOutOfElection() {
      return Integer.MAX_VALUE;
    }
  }

  /** Takes for whole what can be parsed. */
  static final class TrustsJson extends ReferenceProvider {
    TrustsJson(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected Optional<FlagDefinitionCacheData> decode(StoredEntry entry) {
      try {
        return Optional.of(FlagDefinitionJson.parse(entry.json(), limit()));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
  }

  private static void requireFewValues(byte[] json, int limit) {
    FlagDefinitionJson.parse(json, Math.max(limit, json.length));
    long values = new String(json, StandardCharsets.UTF_8).chars().filter(c -> c == ',').count();
    if (values > Math.max(16_384, limit / 8)) {
      throw new IllegalArgumentException("The document has " + values + " values");
    }
  }

  /** Counts the characters of the text, and not its bytes. */
  static final class CountsCharacters extends ReferenceProvider {
    CountsCharacters(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected int sizeOf(byte[] json) {
      if (json.length > limit() * 10L) {
        return json.length;
      }
      String text = new String(json, StandardCharsets.UTF_8);
      return text.replaceAll("\\\\u[0-9a-fA-F]{4}", "x").length();
    }

    @Override
    protected void requireReadable(byte[] json) {
      requireFewValues(json, limit());
    }
  }

  static final class CountsTwoBytesEach extends ReferenceProvider {
    CountsTwoBytesEach(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected int sizeOf(byte[] json) {
      return 2 * json.length;
    }
  }

  /** Counts what compression leaves. */
  static final class CountsCompressed extends ReferenceProvider {
    CountsCompressed(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected int sizeOf(byte[] json) {
      ByteArrayOutputStream compressed = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
        gzip.write(json);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return compressed.size();
    }

    @Override
    protected void requireReadable(byte[] json) {
      requireFewValues(json, limit());
    }
  }

  static final class RemembersTheTooLong extends ReferenceProvider {
    RemembersTheTooLong(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected boolean remembersWhatIsTooLong() {
      return true;
    }
  }

  static final class KeepsForEver extends ReferenceProvider {
    KeepsForEver(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected boolean keeps() {
      return true;
    }
  }

  static final class ReadsNothingWhileItHolds extends ReferenceProvider {
    ReadsNothingWhileItHolds(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected boolean showsWhatItHolds() {
      return false;
    }
  }

  /**
   * Publishes what it received during an outage as soon as it leads, whatever was published since.
   */
  static final class InsistsOnTheOutages extends ReferenceProvider {
    InsistsOnTheOutages(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected void received(FlagDefinitionCacheData data, Deadline deadline) throws Exception {
      try {
        super.received(data, deadline);
      } catch (IOException e) {
        insistOn(data);
        throw e;
      }
    }
  }

  /** Compares what was refused with the entry when it leads, and not before. */
  static final class LooksWhenItLeads extends ReferenceProvider {
    LooksWhenItLeads(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected boolean looksAsFollower() {
      return false;
    }
  }

  static final class ForgetsWhenItReads extends ReferenceProvider {
    ForgetsWhenItReads(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected Optional<FlagDefinitionCacheData> get(Deadline deadline) throws Exception {
      forgetWhatWasRefused();
      return super.get(deadline);
    }
  }

  static final class HashesServiceKeys extends ReferenceProvider {
    HashesServiceKeys(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, BrokenWorkers.with(settings, like(settings.serviceKey()), settings.reader()));
    }

    /** Another text of the same hash, if that is easily found. */
    private static String like(String key) {
      return key.replaceAll("Aa$", "BB");
    }
  }

  static final class CutsLongServiceKeys extends ReferenceProvider {
    CutsLongServiceKeys(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, BrokenWorkers.with(settings, cut(settings.serviceKey()), settings.reader()));
    }

    private static String cut(String key) {
      return key.substring(0, Math.min(32, key.length()));
    }
  }

  static final class ShowsAHeader extends ReferenceProvider {
    ShowsAHeader(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    public String toString() {
      byte[] credentials = ReferenceFaults.SECRET.getBytes(StandardCharsets.UTF_8);
      return "reference, token " + Base64.getEncoder().encodeToString(credentials);
    }
  }
}
