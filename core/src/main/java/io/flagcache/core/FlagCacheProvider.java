package io.flagcache.core;

import io.flagcache.BlockingFlagDefinitionCacheProvider;
import io.flagcache.Deadline;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProviders;
import io.flagcache.core.credentials.CredentialsProvider;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.core.store.StoreStatus;
import io.flagcache.core.text.PlainText;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A provider over one of the backends. Made by a backend's builder, or by its URL: {@link
 * #open(String)}.
 *
 * <p>Each instance is its own owner of the lease, also beside another in the same process or on the
 * same client. All work with the backend is done by one call at a time, on daemon threads that all
 * providers of the process share, which also complete the stages and call the listeners. {@link
 * #shouldFetchFlagDefinitions()} and {@link #shutdown()} complete within the decision deadline,
 * {@link #getFlagDefinitions()} and {@link #onFlagDefinitionsReceived} within the transfer
 * deadline.
 *
 * <p>A stage fails with what the backend threw, with a {@link TimeoutException} when the deadline
 * passed, or with an {@link IllegalArgumentException} for a document above {@code
 * maxDocumentBytes}.
 */
public final class FlagCacheProvider extends BlockingFlagDefinitionCacheProvider {

  private static final Logger LOG = LoggerFactory.getLogger(FlagCacheProvider.class);

  private static final Duration FIRST_WAIT = Duration.ofMillis(25);
  private static final Duration LONGEST_WAIT = Duration.ofMillis(500);

  private final FlagCacheSettings settings;
  private final FlagCacheStore store;
  private final Engine engine;
  private final Description description;
  private final EventLog events;
  private volatile boolean closed;

  FlagCacheProvider(
      FlagCacheSettings settings,
      FlagCacheStore store,
      List<FlagCacheListener> listeners,
      LongSupplier nanoTime) {
    super(settings.decisionDeadline(), settings.transferDeadline());
    this.settings = settings;
    this.store = store;
    String owner = ProcessHandle.current().pid() + "-" + UUID.randomUUID(); // E8
    this.description = new Description(settings.serviceKey(), store);
    this.events = new EventLog(description, listeners);
    this.engine = new Engine(settings, store, owner, nanoTime, events);
  }

  /**
   * Makes a provider by its URL, with the backends that {@link
   * FlagDefinitionCacheProviders#create(String)} finds. It may block as the backend's builder does.
   *
   * @param url the backend's URL with its parameters
   * @return a new provider; shut it down when done
   * @throws IllegalArgumentException if no backend serves the URL's scheme, or one whose providers
   *     are not of this class, of which none is made then; or if the URL has an unknown parameter
   *     or a bad value
   * @throws IllegalStateException if there is no backend on the class path at all, if two claim the
   *     scheme, if one cannot be loaded, or if the backend refuses to be used
   */
  public static FlagCacheProvider open(String url) {
    return FlagCacheProviderFactory.own(FlagDefinitionCacheProviders.factory(url)).create(url);
  }

  /**
   * Makes a provider by its URL, with the backends that the given class loader sees.
   *
   * @param url the backend's URL with its parameters
   * @param classLoader where to look for backends
   * @return a new provider; shut it down when done
   * @throws IllegalArgumentException as for {@link #open(String)}
   * @throws IllegalStateException as for {@link #open(String)}
   */
  public static FlagCacheProvider open(String url, ClassLoader classLoader) {
    return FlagCacheProviderFactory.own(FlagDefinitionCacheProviders.factory(url, classLoader))
        .create(url);
  }

  /**
   * Makes a provider by its URL, with the backends that the given class loader sees, whose
   * connections are made with changing credentials.
   *
   * @param url the backend's URL with its parameters, without a password
   * @param classLoader where to look for backends
   * @param credentialsProvider asked at each new connection
   * @return a new provider; shut it down when done
   * @throws IllegalArgumentException as for {@link #open(String)}, and if the URL has a password or
   *     its backend does not connect by user and password
   * @throws IllegalStateException as for {@link #open(String)}
   */
  public static FlagCacheProvider open(
      String url, ClassLoader classLoader, CredentialsProvider credentialsProvider) {
    return FlagCacheProviderFactory.own(FlagDefinitionCacheProviders.factory(url, classLoader))
        .create(url, credentialsProvider);
  }

  /**
   * Adds a listener, for a provider that was made by a URL and not by a builder. It hears what
   * happens from now on.
   *
   * @param listener called on the thread of a call; must not block
   */
  public void addListener(FlagCacheListener listener) {
    events.add(listener);
  }

  /**
   * Removes a listener: it hears nothing any more, but for what is being told just now.
   *
   * @param listener one that was added; any other is ignored
   */
  public void removeListener(FlagCacheListener listener) {
    events.remove(listener);
  }

  /**
   * Whether this worker leads, as far as it knows without asking: it was given the lease, which has
   * not run out since. Does not block; safe to call from any thread.
   *
   * @return false also after the shutdown
   */
  public boolean isLeader() {
    return engine.isLeader();
  }

  /**
   * How long ago the definitions that this worker has in memory were received from the API, by
   * whichever worker fetched them. It grows as long as the definitions do not change, and is no
   * sign of a fault. Where the backend cannot tell when an entry was stored, they may be older: it
   * counts from when this worker first saw the entry. Does not block; safe to call from any thread.
   *
   * @return the age; empty if this worker has no definitions
   */
  public Optional<Duration> definitionsAge() {
    return engine.definitionsAge();
  }

  /**
   * Whether an outage of the backend has been reported, and its end not yet. Does not block; safe
   * to call from any thread.
   *
   * @return as the last of {@link FlagCacheEvent.OutageBegan} and {@link
   *     FlagCacheEvent.OutageEnded} says; false before the first
   */
  public boolean isInOutage() {
    return engine.isInOutage();
  }

  /**
   * How long ago the backend last answered this worker. Each poll asks it something, so that a
   * longer time than some polls means that the backend is out of reach or that nobody polls. Does
   * not block; safe to call from any thread.
   *
   * @return the time since the last answer, or since this provider was made
   */
  public Duration sinceBackendAnswered() {
    return engine.sinceBackendAnswered();
  }

  /**
   * Whether this provider has been shut down. Does not block; safe to call from any thread.
   *
   * @return true from when the shutdown is carried out, which is after the calls before it
   */
  public boolean isShutDown() {
    return closed;
  }

  /**
   * Tells who leads this service key and what is stored for it, for an operator. Changes nothing,
   * and takes no part in the election. Needs the right to read the lease, also with {@link
   * Role#READER}.
   *
   * @return the status, within the transfer deadline; fails with what the backend threw, and with a
   *     {@link CancellationException} after the shutdown
   */
  public CompletableFuture<StoreStatus> inspect() {
    return whileOpen("inspect", engine::inspect);
  }

  /**
   * Ends a lease, whoever holds it, if it still is the present one: for a leader that is stuck. Its
   * holder is refused to publish from then on, and whoever asks next may lead, the same worker
   * included. Nothing happens to the entry.
   *
   * @param lease as {@link #inspect()} found it
   * @return whether it was the present lease, within the transfer deadline; fails with what the
   *     backend threw, with an {@link IllegalStateException} if the role is {@link Role#READER},
   *     and with a {@link CancellationException} after the shutdown
   */
  public CompletableFuture<Boolean> revoke(StoreStatus.LeaseStatus lease) {
    return whileOpen("revoke", deadline -> engine.revoke(lease, deadline));
  }

  private <T> CompletableFuture<T> whileOpen(String name, BlockingCall<T> call) {
    return call(
            name,
            settings.transferDeadline(),
            Optional.<T>empty(),
            deadline -> Optional.of(call.run(DeadlineShare.STORE.of(deadline))))
        .thenApply(
            answer ->
                answer.orElseThrow(
                    () -> new CancellationException("The provider has been shut down")));
  }

  /**
   * What an administrator has to run or to write so that the backend's user may do what a role
   * needs. Does not ask the backend.
   *
   * @param role what the user is to do
   * @return one or several lines in the backend's own language, without a password; empty if the
   *     backend knows no rights
   */
  public String rights(Role role) {
    return store.rights(role.access());
  }

  /**
   * The settings of this provider.
   *
   * @return as they were validated
   */
  public FlagCacheSettings settings() {
    return settings;
  }

  @Override
  public CompletableFuture<Boolean> shouldFetchFlagDefinitions() {
    return heldAfterTimeout(super.shouldFetchFlagDefinitions(), data -> false);
  }

  @Override
  public CompletableFuture<Optional<FlagDefinitionCacheData>> getFlagDefinitions() {
    Optional<FlagDefinitionCacheData> read = isIdle() ? engine.readInThisPoll() : Optional.empty();
    if (read.isPresent()) {
      return CompletableFuture.completedFuture(read);
    }
    return heldAfterTimeout(
        definitionsAge().isPresent() ? super.getFlagDefinitions() : firstDefinitions(),
        Optional::of);
  }

  private CompletableFuture<Optional<FlagDefinitionCacheData>> firstDefinitions() {
    CompletableFuture<Optional<FlagDefinitionCacheData>> stage = new CompletableFuture<>();
    readUntilPublished(stage, Deadline.after(settings.transferDeadline()), FIRST_WAIT);
    return stage;
  }

  /** Reads until there is an entry, or none is to be waited for; other calls run in between. */
  private void readUntilPublished(
      CompletableFuture<Optional<FlagDefinitionCacheData>> stage,
      Deadline deadline,
      Duration wait) {
    CompletableFuture<Lookup> lookup =
        call(
            "getFlagDefinitions",
            deadline.remaining(),
            Lookup.NOTHING,
            own -> engine.get(DeadlineShare.STORE.of(own)));
    stage.whenComplete((data, failure) -> lookup.cancel(false));
    lookup.whenComplete(
        (result, failure) -> {
          boolean waited = wait.compareTo(FIRST_WAIT) > 0;
          if (waited && failure instanceof TimeoutException && deadline.hasPassed()) {
            stage.complete(Optional.empty()); // C1: the wait is over, and there was nothing.
          } else if (failure != null) {
            stage.completeExceptionally(failure);
          } else if (result.again() && deadline.remaining().compareTo(wait.multipliedBy(2)) > 0) {
            Duration next = Collections.min(List.of(wait.multipliedBy(2), LONGEST_WAIT));
            runLater(wait, () -> readUntilPublished(stage, deadline, next));
          } else {
            stage.complete(result.data());
          }
        });
  }

  @Override
  protected boolean shouldFetch(Deadline deadline) throws Exception {
    Decision decision = engine.poll(DeadlineShare.STORE.of(deadline));
    if (decision.republishes()) {
      // After the answer, so that the poll does not wait for the document to be stored.
      call(
              "republish",
              settings.transferDeadline(),
              false,
              own -> {
                engine.republish(DeadlineShare.STORE.of(own));
                return true;
              })
          .whenComplete(
              (done, failure) -> {
                if (failure != null) {
                  LOG.debug("{}: publishing again failed", description, PlainText.failure(failure));
                }
              });
    }
    return decision.fetches();
  }

  @Override
  protected Optional<FlagDefinitionCacheData> get(Deadline deadline) throws Exception {
    return engine.get(DeadlineShare.STORE.of(deadline)).data();
  }

  @Override
  protected void received(FlagDefinitionCacheData data, Deadline deadline) throws Exception {
    engine.received(data, DeadlineShare.STORE.of(deadline));
  }

  @Override
  protected void close(Deadline deadline) throws Exception {
    closed = true; // F4: no call begins after this one
    engine.close(DeadlineShare.STORE.of(deadline));
  }

  private <T> CompletableFuture<T> heldAfterTimeout(
      CompletableFuture<T> stage, Function<FlagDefinitionCacheData, T> answer) {
    if (settings.outagePolicy() != OutagePolicy.HOLD) {
      return stage;
    }
    CompletableFuture<T> result =
        stage.exceptionallyCompose(
            failure ->
                (failure instanceof TimeoutException
                        ? engine.held()
                        : Optional.<FlagDefinitionCacheData>empty())
                    .map(data -> CompletableFuture.completedFuture(answer.apply(data)))
                    .orElseGet(() -> CompletableFuture.failedFuture(failure)));
    result.whenComplete((value, failure) -> stage.cancel(false));
    return result;
  }

  /** Names the service key and the backend; shows no credential. */
  @Override
  public String toString() {
    return description.toString();
  }

  /** Asks the store each time, since some learn how they work only when they have connected. */
  private record Description(String serviceKey, FlagCacheStore store) {
    @Override
    public String toString() {
      return "flagcache " + serviceKey + " on " + store; // I2
    }
  }
}
