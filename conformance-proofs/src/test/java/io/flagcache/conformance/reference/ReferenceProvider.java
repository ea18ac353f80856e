package io.flagcache.conformance.reference;

import io.flagcache.BlockingFlagDefinitionCacheProvider;
import io.flagcache.Deadline;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.OutagePolicy;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.conformance.reference.ReferenceBackend.Lease;
import io.flagcache.conformance.reference.StoredEntry.Stamp;
import io.flagcache.core.FlagDefinitionJson;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Keeps all rules over {@link ReferenceBackend}, with as little code as that takes. */
class ReferenceProvider extends BlockingFlagDefinitionCacheProvider {

  private static final Duration WAIT_FOR_FIRST = Duration.ofMillis(20);
  private static final int POLLS_UNTIL_RESIGNED = 3;
  private static final int POLLS_OUT_OF_ELECTION = 10;

  /** A document of the backend's. */
  private record Known(Stamp stamp, FlagDefinitionCacheData data) {}

  private final ReferenceBackend backend;
  private final WorkerSettings settings;
  private final String key;
  private final String owner;

  private boolean asked;
  private boolean leads;
  private long epoch;
  private long sequence;
  private int idlePolls;
  private int pollsOut;
  private Optional<Stamp> observed = Optional.empty();
  private Known known;

  /** The newest document of all; not stored yet if {@link #unstored}. */
  private FlagDefinitionCacheData latest;

  private boolean unstored;
  private Deadline keepEnd;

  /** What was refused under {@link #refusedEpoch}, until somebody publishes later. */
  private FlagDefinitionCacheData refused;

  private long refusedEpoch;
  private long lastContact;
  private volatile boolean awaitsFirst;

  ReferenceProvider(ReferenceBackend backend, WorkerSettings settings) {
    this(backend, settings, UUID.randomUUID().toString());
  }

  ReferenceProvider(ReferenceBackend backend, WorkerSettings settings, String owner) {
    super(settings.decisionDeadline(), settings.transferDeadline());
    this.backend = backend;
    this.settings = settings;
    this.key = settings.serviceKey();
    this.owner = owner;
    this.lastContact = now();
    backend.connect();
  }

  @Override
  protected boolean shouldFetch(Deadline deadline) throws Exception {
    if (settings.reader()) {
      return false;
    }
    try {
      boolean decision = decide(deadline);
      lastContact = now();
      return decision;
    } catch (IOException e) {
      if (holds()) {
        return false;
      }
      throw e;
    }
  }

  private boolean decide(Deadline deadline) throws IOException {
    if (!asked) {
      observed = backend.stamp(key, deadline);
      asked = true;
      if (startsWarm(observed)) {
        return false;
      }
    }
    if (pollsOut > 0) {
      pollsOut--;
      return false;
    }
    Lease lease =
        backend.acquire(key, owner, lease(), settings.entryTtl(), settings.clockSkew(), deadline);
    observed = lease.entry();
    observed.filter(found -> lease.held() || looksAsFollower()).ifPresent(this::look);
    leads = lease.held();
    awaitsFirst = waitsForAFirstDocument() && !leads && observed.isEmpty();
    if (!leads) {
      idlePolls = 0;
      return false;
    }
    if (lease.epoch() != epoch) {
      epoch = lease.epoch();
      sequence = 0;
      startsToLead(epoch);
    }
    return lead(deadline);
  }

  /** What was refused is older than what was published under a later epoch. */
  private void look(Stamp present) {
    if (present.epoch() > refusedEpoch && forgetsWhatWasRefusedBefore()) {
      refused = null;
    }
  }

  private boolean lead(Deadline deadline) throws IOException {
    FlagDefinitionCacheData again = again(latest);
    if (again != null && (unstored || observed.isEmpty())) {
      leads = publish(again, deadline);
      publishedAgain();
      return leads;
    }
    if (refused != null) {
      FlagDefinitionCacheData own = refused;
      refused = null;
      leads = publish(own, deadline);
      return leads;
    }
    idlePolls = observed.isPresent() ? 0 : idlePolls + 1;
    if (idlePolls > pollsUntilResigned()) {
      idlePolls = 0;
      pollsOut = pollsOutOfElection();
      leads = false;
      release(epoch, deadline);
    }
    return leads;
  }

  @Override
  public CompletableFuture<Optional<FlagDefinitionCacheData>> getFlagDefinitions() {
    Duration limit = settings.transferDeadline();
    CompletableFuture<Optional<FlagDefinitionCacheData>> stage = read(Deadline.after(coldWait()));
    return stage.orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  private CompletableFuture<Optional<FlagDefinitionCacheData>> read(Deadline wait) {
    return super.getFlagDefinitions()
        .thenCompose(
            found ->
                found.isPresent() || !awaitsFirst || wait.hasPassed()
                    ? CompletableFuture.completedFuture(found)
                    : later(wait).thenCompose(this::read));
  }

  private static CompletableFuture<Deadline> later(Deadline wait) {
    CompletableFuture<Deadline> later = new CompletableFuture<>();
    runLater(WAIT_FOR_FIRST, () -> later.complete(wait));
    return later;
  }

  @Override
  protected Optional<FlagDefinitionCacheData> get(Deadline deadline) throws Exception {
    Optional<Stamp> last = observed;
    observed = Optional.empty();
    if (known != null && !unstored && last.filter(this::isKnown).isPresent()) {
      return Optional.of(known.data());
    }
    try {
      Optional<StoredEntry> entry =
          backend.read(key, known == null ? null : known.stamp(), longestRead(), deadline);
      lastContact = now();
      return entry.isEmpty() ? Optional.empty() : accept(entry.get(), deadline);
    } catch (IOException e) {
      if (holds()) {
        return Optional.of(latest);
      }
      throw e;
    }
  }

  private Optional<FlagDefinitionCacheData> accept(StoredEntry entry, Deadline deadline)
      throws IOException {
    awaitsFirst = false;
    if (looksAsFollower()) {
      look(entry.stamp());
    }
    if (known != null && isKnown(entry.stamp())) {
      return Optional.of(unstored ? latest : known.data());
    }
    Optional<FlagDefinitionCacheData> data = decode(entry);
    if (data.isEmpty()) {
      if (!settings.reader()) {
        backend.discard(key, entry.stamp(), deadline);
      }
      return data;
    }
    if (unstored && !data.get().equals(latest) && keeps()) {
      return showsWhatItHolds() ? Optional.of(latest) : Optional.empty();
    }
    remember(entry.stamp(), data.get());
    return data;
  }

  private boolean isKnown(Stamp found) {
    return isSame(known.stamp(), found);
  }

  protected boolean isSame(Stamp known, Stamp found) {
    return known.equals(found);
  }

  /** For one lease after the outage; by then some leader has published what the API has. */
  protected boolean keeps() {
    if (keepEnd == null) {
      keepEnd = Deadline.after(settings.lease(), backend.clock());
    }
    return !keepEnd.hasPassed();
  }

  protected Optional<FlagDefinitionCacheData> decode(StoredEntry entry) {
    return entry.parse(limit());
  }

  @Override
  protected void received(FlagDefinitionCacheData data, Deadline deadline) throws Exception {
    if (settings.reader()) {
      return;
    }
    byte[] json = FlagDefinitionJson.write(data);
    int size = sizeOf(json);
    if (size > limit()) {
      latest = remembersWhatIsTooLong() ? data : latest;
      throw tooLong(size, limit());
    }
    requireReadable(json);
    try {
      if (leads) {
        leads = publish(data, deadline);
        if (!leads && remembersWhatWasRefused()) {
          refused = data;
          refusedEpoch = epoch;
        }
      } else {
        StoredEntry entry = encode(epoch, 0, data);
        if (backend.fill(key, entry, settings.entryTtl(), deadline)) {
          remember(entry.stamp(), data);
        }
      }
    } catch (IOException e) {
      latest = data;
      keepEnd = null;
      unstored = remembersWhatFailed();
      throw e;
    }
  }

  protected int sizeOf(byte[] json) {
    return json.length;
  }

  protected boolean remembersWhatIsTooLong() {
    return false;
  }

  protected final int limit() {
    return settings.maxDocumentBytes().orElse(32 * 1024 * 1024);
  }

  protected int longestRead() {
    return limit();
  }

  protected void requireReadable(byte[] json) {
    FlagDefinitionJson.parse(json, limit());
  }

  protected RuntimeException tooLong(int size, int limit) {
    return new IllegalArgumentException(
        "The document has " + size + " bytes, but the limit is " + limit);
  }

  private boolean publish(FlagDefinitionCacheData data, Deadline deadline) throws IOException {
    StoredEntry entry = encode(epoch, ++sequence, data);
    boolean stored;
    try {
      stored = backend.publish(key, owner, entry, settings.entryTtl(), deadline);
    } catch (IOException e) {
      stored = readsBack() && backend.stamp(key, deadline).equals(Optional.of(entry.stamp()));
      if (!stored) {
        throw e;
      }
    }
    if (stored) {
      remember(entry.stamp(), data);
    }
    return stored;
  }

  private StoredEntry encode(long epoch, long sequence, FlagDefinitionCacheData data) {
    return StoredEntry.of(epoch, sequence, FlagDefinitionJson.write(data));
  }

  private void remember(Stamp stamp, FlagDefinitionCacheData data) {
    known = new Known(stamp, data);
    latest = data;
    unstored = false;
  }

  protected final void forgetWhatIsStored() {
    latest = null;
    known = null;
  }

  private long now() {
    return backend.clock().getAsLong();
  }

  private boolean holds() {
    return settings.outagePolicy() == OutagePolicy.HOLD
        && latest != null
        && now() - lastContact <= holdLimit().toNanos();
  }

  @Override
  protected void close(Deadline deadline) throws Exception {
    awaitsFirst = false;
    try {
      if (!settings.reader()) {
        release(epoch, deadline);
      }
    } finally {
      backend.disconnect();
    }
  }

  protected Duration lease() {
    return settings.lease();
  }

  protected void startsToLead(long epoch) {}

  protected void release(long epoch, Deadline deadline) throws IOException {
    backend.release(key, owner, epoch, deadline);
  }

  protected boolean startsWarm(Optional<Stamp> live) {
    return live.isPresent();
  }

  protected boolean waitsForAFirstDocument() {
    return true;
  }

  protected Duration coldWait() {
    return settings.transferDeadline().dividedBy(2);
  }

  protected final boolean awaitsFirst() {
    return awaitsFirst;
  }

  /** What a leader of an empty cache publishes, if anything. */
  protected FlagDefinitionCacheData again(FlagDefinitionCacheData latest) {
    return latest;
  }

  protected boolean remembersWhatFailed() {
    return true;
  }

  protected boolean showsWhatItHolds() {
    return true;
  }

  protected boolean remembersWhatWasRefused() {
    return true;
  }

  protected boolean forgetsWhatWasRefusedBefore() {
    return true;
  }

  protected boolean storesWhenClosed() {
    return false;
  }

  protected boolean readsBack() {
    return true;
  }

  protected int pollsUntilResigned() {
    return POLLS_UNTIL_RESIGNED;
  }

  protected void publishedAgain() {}

  protected boolean looksAsFollower() {
    return true;
  }

  protected final void insistOn(FlagDefinitionCacheData data) {
    refused = data;
    refusedEpoch = Long.MAX_VALUE;
  }

  protected final void forgetWhatWasRefused() {
    refused = null;
  }

  protected int pollsOutOfElection() {
    return POLLS_OUT_OF_ELECTION;
  }

  protected Duration holdLimit() {
    return settings.holdLimit();
  }

  protected final boolean leads() {
    return leads;
  }

  protected final void stopLeading() {
    leads = false;
  }

  protected final ReferenceBackend backend() {
    return backend;
  }

  protected final WorkerSettings settings() {
    return settings;
  }

  @Override
  public String toString() {
    return "ReferenceProvider[" + key + "]";
  }
}
