package io.flagcache.conformance.reference;

import io.flagcache.Deadline;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.LeaseAnswer;
import io.flagcache.core.store.LeaseRequest;
import io.flagcache.core.store.ReadAnswer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.util.Arrays;
import java.util.Optional;

/** Stores that each trust what is stored in one way. */
final class BrokenStoreReads {

  private BrokenStoreReads() {}

  /** Knows how long a hash is. */
  static final class CutHashes extends ReferenceStore {
    CutHashes(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    public LeaseAnswer acquireOrRenew(LeaseRequest request, Deadline deadline) throws IOException {
      LeaseAnswer answer = super.acquireOrRenew(request, deadline);
      String shown = answer.entry().map(stamp -> stamp.hash().substring(0, 12)).orElse("none");
      return shown.isEmpty() ? super.acquireOrRenew(request, deadline) : answer;
    }
  }

  static final class ReturnAll extends ReferenceStore {
    ReturnAll(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    ReferenceStore reading(int bytes) {
      return this;
    }
  }

  /** Names the length, and returns the payload all the same. */
  static final class LongStarts extends ReferenceStore {
    LongStarts(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    public ReadAnswer read(Optional<EntryStamp> known, Deadline deadline) throws IOException {
      return super.read(known, deadline) instanceof ReadAnswer.TooLong tooLong
          ? new ReadAnswer.TooLong(
              tooLong.stamp(), tooLong.bytes(), Arrays.copyOf(tooLong.start(), 200_000))
          : super.read(known, deadline);
    }
  }

  /** As a client whose default codec is Java's. */
  static final class Deserialize extends ReferenceStore {
    Deserialize(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    public ReadAnswer read(Optional<EntryStamp> known, Deadline deadline) throws IOException {
      ReadAnswer answer = super.read(known, deadline);
      if (answer instanceof ReadAnswer.Found found) {
        try (ObjectInputStream in =
            new ObjectInputStream(new ByteArrayInputStream(found.entry().payload()))) {
          in.readObject();
        } catch (IOException | ClassNotFoundException e) {
          return answer; // As it is with what flagcache stores.
        }
      }
      return answer;
    }
  }

  static final class TellTheHash extends ReferenceStore {
    private boolean told;

    TellTheHash(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    public ReadAnswer read(Optional<EntryStamp> known, Deadline deadline) throws IOException {
      ReadAnswer answer = super.read(known, deadline);
      if (!told && answer instanceof ReadAnswer.Found found) {
        String hash = found.entry().stamp().hash();
        if (hash.contains("forged")) {
          told = true;
          throw new IOException("The entry " + hash + " is damaged");
        }
      }
      return answer;
    }
  }
}
