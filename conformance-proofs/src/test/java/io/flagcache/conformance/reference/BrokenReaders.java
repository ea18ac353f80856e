package io.flagcache.conformance.reference;

import io.flagcache.Deadline;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.core.FlagDefinitionJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Providers that each trust what is stored in one way, or write what nobody can read. */
final class BrokenReaders {

  private BrokenReaders() {}

  /** Knows how long a hash is. */
  static final class CutsHashes extends ReferenceProvider {
    CutsHashes(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected Optional<FlagDefinitionCacheData> decode(StoredEntry entry) {
      String shown = entry.stamp().hash().substring(0, 8);
      return shown.isEmpty() ? Optional.empty() : super.decode(entry);
    }
  }

  /** Judges the length of what it has in memory. */
  static final class MovesWhateverThereIs extends ReferenceProvider {
    MovesWhateverThereIs(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected int longestRead() {
      return Integer.MAX_VALUE;
    }
  }

  /** Has a limit for what it writes. */
  static final class ReadsAnyLength extends ReferenceProvider {
    ReadsAnyLength(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected int longestRead() {
      return 30_000_000;
    }

    @Override
    protected Optional<FlagDefinitionCacheData> decode(StoredEntry entry) {
      return entry.isWhole() && super.decode(entry).isEmpty() && entry.bytes() > 20_000
          ? Optional.of(FlagDefinitionJson.parse(entry.json()))
          : super.decode(entry);
    }
  }

  static final class WritesWhatNobodyReads extends ReferenceProvider {
    WritesWhatNobodyReads(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected void requireReadable(byte[] json) {}
  }

  /** Knows all limits but that of names. */
  static final class ForgetsNames extends ReferenceProvider {
    ForgetsNames(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected void requireReadable(byte[] json) {
      try {
        super.requireReadable(json);
      } catch (IllegalArgumentException e) {
        if (!String.valueOf(e.getMessage()).contains("Name")) {
          throw e;
        }
      }
    }
  }

  /** Refuses what nobody can read, and takes what is stored away. */
  static final class RefusesAndDeletes extends ReferenceProvider {
    RefusesAndDeletes(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected void requireReadable(byte[] json) {
      try {
        super.requireReadable(json);
      } catch (IllegalArgumentException e) {
        backend().changeSlot(settings().serviceKey(), slot -> slot.entry = null);
        forgetWhatIsStored();
        throw e;
      }
    }
  }

  static final class SwallowsRefusals extends ReferenceProvider {
    SwallowsRefusals(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected void received(FlagDefinitionCacheData data, Deadline deadline) throws Exception {
      try {
        super.received(data, deadline);
      } catch (IllegalArgumentException e) {
        if (String.valueOf(e.getMessage()).contains("limit is")) {
          throw e;
        }
      }
    }
  }

  static final class RefusesWithoutMessage extends ReferenceProvider {
    RefusesWithoutMessage(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected void requireReadable(byte[] json) {
      try {
        super.requireReadable(json);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException();
      }
    }
  }

  /** As a client whose default codec is Java's. */
  static final class Deserializes extends ReferenceProvider {
    Deserializes(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected Optional<FlagDefinitionCacheData> decode(StoredEntry entry) {
      if (entry.json().length > 2 && (entry.json()[0] & 0xff) == 0xac) {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(entry.json()))) {
          in.readObject();
        } catch (IOException | ClassNotFoundException e) {
          return Optional.empty();
        }
      }
      return super.decode(entry);
    }
  }

  static final class ShowsWhatItRead extends ReferenceProvider {
    private volatile String last = "";

    ShowsWhatItRead(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected Optional<FlagDefinitionCacheData> decode(StoredEntry entry) {
      Optional<FlagDefinitionCacheData> data = super.decode(entry);
      if (data.isEmpty()) {
        last = ", after " + new String(entry.json(), StandardCharsets.UTF_8);
      }
      return data;
    }

    @Override
    public String toString() {
      return super.toString() + last;
    }
  }

  /** Fails once over each damaged entry, and says which it was. */
  static final class TellsTheHash extends ReferenceProvider {
    private boolean told;

    TellsTheHash(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected Optional<FlagDefinitionCacheData> decode(StoredEntry entry) {
      String hash = entry.stamp().hash();
      if (!told && !hash.matches("[0-9a-f]{64}") && hash.contains("forged")) {
        told = true;
        throw new IllegalStateException("The entry " + hash + " is damaged");
      }
      return super.decode(entry);
    }
  }
}
