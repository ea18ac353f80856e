package io.flagcache.conformance.reference;

import io.flagcache.Deadline;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.LeaseAnswer;
import io.flagcache.core.store.LeaseRequest;
import io.flagcache.core.store.ReadAnswer;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Stores that break a rule over a right backend. */
final class BrokenStoreAnswers {

  private BrokenStoreAnswers() {}

  static final class RefusesWithoutStamp extends ReferenceStore {
    RefusesWithoutStamp(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    public LeaseAnswer acquireOrRenew(LeaseRequest request, Deadline deadline) throws IOException {
      LeaseAnswer answer = super.acquireOrRenew(request, deadline);
      return answer instanceof LeaseAnswer.HeldByOther
          ? new LeaseAnswer.HeldByOther(answer.epoch(), Optional.empty())
          : answer;
    }
  }

  static final class ShortSequences extends ReferenceStore {
    ShortSequences(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    public boolean publish(String owner, Entry entry, Duration ttl, Deadline deadline)
        throws IOException {
      EntryStamp stamp = entry.stamp();
      EntryStamp shortened = new EntryStamp(stamp.epoch(), (int) stamp.sequence(), stamp.hash());
      return super.publish(owner, new Entry(shortened, entry.payload()), ttl, deadline);
    }
  }

  static final class TellsWrongAges extends ReferenceStore {
    TellsWrongAges(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    public ReadAnswer read(Optional<EntryStamp> known, Deadline deadline) throws IOException {
      return super.read(known, deadline) instanceof ReadAnswer.Found found
          ? new ReadAnswer.Found(found.entry(), Optional.of(Duration.ofMinutes(5)))
          : super.read(known, deadline);
    }
  }

  static final class AlwaysFinds extends ReferenceStore {
    AlwaysFinds(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    public ReadAnswer read(Optional<EntryStamp> known, Deadline deadline) throws IOException {
      return super.read(Optional.empty(), deadline);
    }
  }

  static final class FoldsServiceKeys extends ReferenceStore {
    FoldsServiceKeys(ReferenceBackend backend, String key) {
      super(backend, key.toLowerCase(Locale.ROOT));
    }
  }

  static final class MakesAnswersUp extends ReferenceStore {
    MakesAnswersUp(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    public ReadAnswer read(Optional<EntryStamp> known, Deadline deadline) {
      try {
        return super.read(known, deadline);
      } catch (IOException e) {
        return new ReadAnswer.Absent();
      }
    }
  }

  /** Takes its own entry, which is there already, for somebody else's. */
  static final class RefusesToRepeat extends ReferenceStore {
    RefusesToRepeat(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    public boolean publish(String owner, Entry entry, Duration ttl, Deadline deadline)
        throws IOException {
      return !stamp(deadline).equals(Optional.of(entry.stamp()))
          && super.publish(owner, entry, ttl, deadline);
    }
  }

  static final class ReleasesWhenClosed extends ReferenceStore {
    private LeaseAnswer last;
    private String owner;

    ReleasesWhenClosed(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    public LeaseAnswer acquireOrRenew(LeaseRequest request, Deadline deadline) throws IOException {
      owner = request.owner();
      last = super.acquireOrRenew(request, deadline);
      return last;
    }

    @Override
    public void close() {
      super.close();
      if (last != null) {
        try {
          release(owner, last.epoch(), Deadline.after(Duration.ofSeconds(1)));
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  static final class ShowsPassword extends ReferenceStore {
    ShowsPassword(ReferenceBackend backend, String key) {
      super(backend, key);
    }

    @Override
    public void release(String owner, long epoch, Deadline deadline) throws IOException {
      try {
        super.release(owner, epoch, deadline);
      } catch (IOException e) {
        throw new IOException("password=" + ReferenceFaults.SECRET, e);
      }
    }
  }
}
