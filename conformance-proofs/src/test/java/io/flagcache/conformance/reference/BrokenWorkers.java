package io.flagcache.conformance.reference;

import io.flagcache.Deadline;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.conformance.reference.StoredEntry.Stamp;
import io.flagcache.core.FlagDefinitionJson;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Providers that each break something over a right backend. */
final class BrokenWorkers {

  private BrokenWorkers() {}

  static final class EverybodyLeads extends ReferenceProvider {
    EverybodyLeads(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected boolean shouldFetch(Deadline deadline) throws Exception {
      super.shouldFetch(deadline);
      return true;
    }
  }

  static final class NobodyLeads extends ReferenceProvider {
    NobodyLeads(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected boolean shouldFetch(Deadline deadline) throws Exception {
      super.shouldFetch(deadline);
      return false;
    }
  }

  /** As a provider whose owner is the name of the host. */
  static final class OneOwner extends ReferenceProvider {
    OneOwner(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings, "localhost");
    }
  }

  static final class RenewsWhenReading extends ReferenceProvider {
    RenewsWhenReading(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected Optional<FlagDefinitionCacheData> get(Deadline deadline) throws Exception {
      if (leads()) {
        shouldFetch(deadline);
      }
      return super.get(deadline);
    }
  }

  static final class NeverAgain extends ReferenceProvider {
    NeverAgain(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected FlagDefinitionCacheData again(FlagDefinitionCacheData latest) {
      return null;
    }
  }

  static final class NeverResigns extends ReferenceProvider {
    NeverResigns(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected int pollsUntilResigned() {
      return Integer.MAX_VALUE;
    }
  }

  static final class Forgets extends ReferenceProvider {
    Forgets(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected boolean remembersWhatFailed() {
      return false;
    }
  }

  static final class ForgetsTheRefused extends ReferenceProvider {
    ForgetsTheRefused(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected boolean remembersWhatWasRefused() {
      return false;
    }
  }

  static final class TakesForOldWhatIsBack extends ReferenceProvider {

    private final Set<FlagDefinitionCacheData> former = new HashSet<>();
    private FlagDefinitionCacheData present;

    TakesForOldWhatIsBack(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected Optional<FlagDefinitionCacheData> get(Deadline deadline) throws Exception {
      Optional<FlagDefinitionCacheData> read = super.get(deadline);
      read.ifPresent(this::see);
      return read;
    }

    @Override
    protected void received(FlagDefinitionCacheData data, Deadline deadline) throws Exception {
      if (!former.contains(data)) {
        see(data);
        super.received(data, deadline);
      }
    }

    private void see(FlagDefinitionCacheData data) {
      if (present != null && !present.equals(data)) {
        former.add(present);
      }
      present = data;
    }
  }

  static final class NeverForgetsTheRefused extends ReferenceProvider {
    NeverForgetsTheRefused(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected boolean forgetsWhatWasRefusedBefore() {
      return false;
    }
  }

  static final class BlocksForEver extends ReferenceProvider {
    BlocksForEver(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    public CompletableFuture<Boolean> shouldFetchFlagDefinitions() {
      while (backend().isHanging()) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      }
      return super.shouldFetchFlagDefinitions();
    }
  }

  static final class HoldsForEver extends ReferenceProvider {
    HoldsForEver(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected Duration holdLimit() {
      return Duration.ofDays(1);
    }
  }

  static final class ThrowsInOutages extends ReferenceProvider {
    ThrowsInOutages(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    public CompletableFuture<Boolean> shouldFetchFlagDefinitions() {
      if (backend().isCut()) {
        throw new IllegalStateException("The backend is out of reach");
      }
      return super.shouldFetchFlagDefinitions();
    }
  }

  static final class ThrowsWhenInterrupted extends ReferenceProvider {
    ThrowsWhenInterrupted(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    public CompletableFuture<Boolean> shouldFetchFlagDefinitions() {
      if (Thread.currentThread().isInterrupted()) {
        throw new IllegalStateException("interrupted");
      }
      return super.shouldFetchFlagDefinitions();
    }
  }

  static final class ThrowsBack extends ReferenceProvider {
    ThrowsBack(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    public CompletableFuture<Void> onFlagDefinitionsReceived(FlagDefinitionCacheData data) {
      return super.onFlagDefinitionsReceived(Objects.requireNonNull(data, "data"));
    }
  }

  static final class WritesLate extends ReferenceProvider {
    private volatile boolean shutDown;

    WritesLate(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    public CompletableFuture<Void> onFlagDefinitionsReceived(FlagDefinitionCacheData data) {
      if (!shutDown) {
        return super.onFlagDefinitionsReceived(data);
      }
      try {
        received(data, Deadline.after(settings().transferDeadline()));
        return CompletableFuture.completedFuture(null);
      } catch (Exception e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    @Override
    protected void received(FlagDefinitionCacheData data, Deadline deadline) throws Exception {
      if (!shutDown) {
        super.received(data, deadline);
        return;
      }
      StoredEntry entry = StoredEntry.of(0, 0, FlagDefinitionJson.write(data));
      backend().fill(settings().serviceKey(), entry, settings().entryTtl(), deadline);
    }

    @Override
    protected boolean storesWhenClosed() {
      return true;
    }

    @Override
    protected void close(Deadline deadline) throws Exception {
      shutDown = true;
      super.close(deadline);
    }
  }

  static final class NeverReadsBack extends ReferenceProvider {
    NeverReadsBack(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected boolean readsBack() {
      return false;
    }
  }

  static final class LeavesAThread extends ReferenceProvider {
    LeavesAThread(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
      Thread thread = new Thread(() -> LockSupport.parkNanos(TimeUnit.MINUTES.toNanos(10)));
      thread.setDaemon(true);
      thread.start();
    }
  }

  static final class LeavesAThreadAsLeader extends ReferenceProvider {
    private final ThreadGroup group = Thread.currentThread().getThreadGroup();

    LeavesAThreadAsLeader(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected void startsToLead(long epoch) {
      // That of the worker, not that of the shared thread which calls.
      Runnable idle = () -> LockSupport.parkNanos(TimeUnit.MINUTES.toNanos(10));
      Thread thread = new Thread(group, idle);
      thread.setDaemon(true);
      thread.start();
    }
  }

  static final class LeavesAConnectionAsLeader extends ReferenceProvider {
    LeavesAConnectionAsLeader(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected void startsToLead(long epoch) {
      backend().connect();
    }
  }

  /** Opens one for each document, and closes them all in the end. */
  static final class ConnectsForEachDocument extends ReferenceProvider {
    private int connections;

    ConnectsForEachDocument(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected Optional<FlagDefinitionCacheData> decode(StoredEntry entry) {
      connections++;
      backend().connect();
      return super.decode(entry);
    }

    @Override
    protected void close(Deadline deadline) throws Exception {
      for (int i = 0; i < connections; i++) {
        backend().disconnect();
      }
      super.close(deadline);
    }
  }

  static final class LeavesAConnection extends ReferenceProvider {
    LeavesAConnection(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
      backend.connect();
    }
  }

  static final class NeverWaits extends ReferenceProvider {
    NeverWaits(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected boolean waitsForAFirstDocument() {
      return false;
    }
  }

  static final class WaitsTooLong extends ReferenceProvider {
    WaitsTooLong(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected Duration coldWait() {
      return settings().transferDeadline().multipliedBy(2);
    }
  }

  static final class WaitsOnItsOnlyThread extends ReferenceProvider {
    WaitsOnItsOnlyThread(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected Optional<FlagDefinitionCacheData> get(Deadline deadline) throws Exception {
      Optional<FlagDefinitionCacheData> read = super.get(deadline);
      Deadline wait = Deadline.after(coldWait());
      while (read.isEmpty() && awaitsFirst() && !wait.hasPassed()) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        read = super.get(deadline);
      }
      return read;
    }
  }

  static final class StartsCold extends ReferenceProvider {
    StartsCold(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected boolean startsWarm(Optional<Stamp> live) {
      return false;
    }
  }

  static final class TakesPartAsReader extends ReferenceProvider {
    TakesPartAsReader(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, with(settings, settings.serviceKey(), false));
    }
  }

  static final class ReaderHasToAsk extends ReferenceProvider {
    private boolean asked;

    ReaderHasToAsk(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected boolean shouldFetch(Deadline deadline) throws Exception {
      asked = true;
      return super.shouldFetch(deadline);
    }

    @Override
    protected Optional<FlagDefinitionCacheData> get(Deadline deadline) throws Exception {
      return settings().reader() && !asked ? Optional.empty() : super.get(deadline);
    }
  }

  /** As a provider whose column for the key is too short. */
  static final class CutsServiceKeys extends ReferenceProvider {
    CutsServiceKeys(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, with(settings, cut(settings.serviceKey()), settings.reader()));
    }

    private static String cut(String key) {
      return key.substring(0, Math.min(17, key.length()));
    }
  }

  /** As a collation that ignores case. */
  static final class FoldsServiceKeys extends ReferenceProvider {
    FoldsServiceKeys(ReferenceBackend backend, WorkerSettings settings) {
      super(
          backend,
          with(settings, settings.serviceKey().toLowerCase(Locale.ROOT), settings.reader()));
    }
  }

  /** As a pattern in which an underscore stands for any character. */
  static final class MatchesServiceKeys extends ReferenceProvider {
    MatchesServiceKeys(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, with(settings, settings.serviceKey().replace('_', 'X'), settings.reader()));
    }
  }

  /** As a layout in which the lock stands beside the entry, under a name that is a key as well. */
  static final class JoinsServiceKeys extends ReferenceProvider {
    JoinsServiceKeys(ReferenceBackend backend, WorkerSettings settings) {
      super(
          backend,
          with(settings, settings.serviceKey().replaceAll(":lock$", ""), settings.reader()));
    }
  }

  static final class ShowsPassword extends ReferenceProvider {
    ShowsPassword(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    public String toString() {
      return "reference://user:" + ReferenceFaults.SECRET + "@localhost";
    }
  }

  static WorkerSettings with(WorkerSettings settings, String serviceKey, boolean reader) {
    return new WorkerSettings(
        serviceKey,
        settings.pollInterval(),
        settings.lease(),
        settings.entryTtl(),
        settings.decisionDeadline(),
        settings.transferDeadline(),
        settings.outagePolicy(),
        settings.holdLimit(),
        reader,
        settings.maxDocumentBytes(),
        settings.clockSkew());
  }
}
