package io.flagcache.core;

import io.flagcache.core.credentials.CredentialsProvider;
import io.flagcache.core.store.FlagCacheStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The settings that every backend has, and their defaults. A backend's builder adds its own.
 *
 * <p>Not safe for use by several threads. A builder may build several providers, each its own
 * owner.
 *
 * @param <B> the backend's builder
 */
public abstract class FlagCacheBuilder<B extends FlagCacheBuilder<B>> {

  private final List<FlagCacheListener> listeners = new ArrayList<>();
  private String serviceKey = "default";
  private Duration pollInterval = Duration.ofSeconds(30);
  private @Nullable Duration lease;
  private Duration entryTtl = Duration.ofHours(24);
  private Duration decisionDeadline = Duration.ofSeconds(2);
  private Duration transferDeadline = Duration.ofSeconds(8);
  private OutagePolicy outagePolicy = OutagePolicy.FETCH;
  private Duration holdLimit = Duration.ofMinutes(10);
  private Role role = Role.WORKER;
  private int maxDocumentBytes = FlagDefinitionJson.DEFAULT_MAX_DOCUMENT_BYTES;

  /** Only backends extend this class. */
  protected FlagCacheBuilder() {}

  /**
   * Separates fleets that share a backend: workers with different keys never see each other. It is
   * stored as it is, so it must not be a secret.
   *
   * @param serviceKey 1 to 128 letters, digits and {@code . _ : -}; {@code default} by default
   * @return this builder
   */
  public final B serviceKey(String serviceKey) {
    this.serviceKey = Objects.requireNonNull(serviceKey, "serviceKey");
    return self();
  }

  /**
   * How often the SDK is configured to poll. The lease derives from it.
   *
   * @param pollInterval 30 s by default, as in the SDKs
   * @return this builder
   */
  public final B pollInterval(Duration pollInterval) {
    this.pollInterval = Objects.requireNonNull(pollInterval, "pollInterval");
    return self();
  }

  /**
   * How long leadership lives without being renewed; each poll of the leader renews it.
   *
   * @param lease longer than the poll interval; three poll intervals by default
   * @return this builder
   */
  public final B lease(Duration lease) {
    this.lease = Objects.requireNonNull(lease, "lease");
    return self();
  }

  /**
   * How long an entry lives that no leader polls for. It lives on as long as one does.
   *
   * @param entryTtl not shorter than the lease; 24 hours by default
   * @return this builder
   */
  public final B entryTtl(Duration entryTtl) {
    this.entryTtl = Objects.requireNonNull(entryTtl, "entryTtl");
    return self();
  }

  /**
   * How long a decision and a shutdown may take.
   *
   * @param decisionDeadline above zero and below 10 s; 2 s by default
   * @return this builder
   */
  public final B decisionDeadline(Duration decisionDeadline) {
    this.decisionDeadline = Objects.requireNonNull(decisionDeadline, "decisionDeadline");
    return self();
  }

  /**
   * How long a call may take that moves a document, or waits for a first one.
   *
   * @param transferDeadline above zero and below 10 s; 8 s by default
   * @return this builder
   */
  public final B transferDeadline(Duration transferDeadline) {
    this.transferDeadline = Objects.requireNonNull(transferDeadline, "transferDeadline");
    return self();
  }

  /**
   * What a worker is told while the backend is out of reach.
   *
   * @param outagePolicy {@link OutagePolicy#FETCH} by default
   * @return this builder
   */
  public final B outagePolicy(OutagePolicy outagePolicy) {
    this.outagePolicy = Objects.requireNonNull(outagePolicy, "outagePolicy");
    return self();
  }

  /**
   * How long {@link OutagePolicy#HOLD} keeps the last known definitions.
   *
   * @param holdLimit 10 minutes by default
   * @return this builder
   */
  public final B holdLimit(Duration holdLimit) {
    this.holdLimit = Objects.requireNonNull(holdLimit, "holdLimit");
    return self();
  }

  /**
   * What this worker may do.
   *
   * @param role {@link Role#WORKER} by default
   * @return this builder
   */
  public final B role(Role role) {
    this.role = Objects.requireNonNull(role, "role");
    return self();
  }

  /**
   * The longest document that is stored or read, as JSON text. It bounds the memory of a worker,
   * too: a document may have one name or value in each eight bytes of it. A worker takes up to ten
   * times as much memory for the definitions that it has, and as much again while it reads others.
   *
   * @param maxDocumentBytes in bytes; {@link FlagDefinitionJson#DEFAULT_MAX_DOCUMENT_BYTES} by
   *     default
   * @return this builder
   */
  public final B maxDocumentBytes(int maxDocumentBytes) {
    this.maxDocumentBytes = maxDocumentBytes;
    return self();
  }

  /**
   * Adds a listener for what happens to the provider.
   *
   * @param listener called on the thread of a call; must not block
   * @return this builder
   */
  public final B listener(FlagCacheListener listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
    return self();
  }

  /**
   * Makes the provider.
   *
   * @return a provider that is its own owner
   * @throws IllegalArgumentException if a setting is wrong; the message names it, its value and the
   *     fix
   * @throws IllegalStateException if the backend answers but cannot be used as it is, or a library
   *     on the class path is of a version that does not do, such as a Jackson older than 2.16
   */
  public final FlagCacheProvider build() {
    JacksonVersion.requireUsable();
    FlagCacheSettings settings = settings();
    FlagCacheStore store = openOrExplain(settings); // I1, S15: of this service key alone
    return new FlagCacheProvider(settings, store, List.copyOf(listeners), System::nanoTime);
  }

  /** As {@link #openStore}, with a fix where a library has another version. */
  final FlagCacheStore openOrExplain(FlagCacheSettings settings) {
    try {
      return openStore(settings);
    } catch (LinkageError e) {
      throw new IllegalStateException(
          "The class path has a library in a version that does not do, or artifacts of one library"
              + " in several versions: "
              + e
              + ". Set one as docs/operations.md lists them, for the AWS SDK by its BOM",
          e);
    }
  }

  /**
   * Validates the backend's own settings and opens its store. A backend that is down is no error
   * here: the store connects when it comes up.
   *
   * @param settings the validated common settings
   * @return the store, which the provider closes at its shutdown
   * @throws IllegalArgumentException if a setting is wrong
   * @throws IllegalStateException if the backend answers but cannot be used as it is
   */
  protected abstract FlagCacheStore openStore(FlagCacheSettings settings);

  /**
   * Takes who is asked for credentials at each connection, for a provider that is made by a URL.
   *
   * @param credentialsProvider who is asked
   * @throws IllegalArgumentException unless the backend connects by user and password
   */
  protected void setCredentialsProvider(CredentialsProvider credentialsProvider) {
    throw new IllegalArgumentException(
        "There is a credentials provider, but this backend does not connect by user and password;"
            + " leave it out");
  }

  /**
   * The lease if none is set.
   *
   * @param pollInterval how often the SDK polls, not yet validated
   * @return three poll intervals, unless the backend is shared with programs that lead for another
   *     time
   */
  protected Duration defaultLease(Duration pollInterval) {
    return FlagCacheSettings.leaseFor(pollInterval);
  }

  @SuppressWarnings(
      "unchecked") // B is the type of this builder, by contract of the type parameter.
  private B self() {
    return (B) this;
  }

  final FlagCacheSettings settings() {
    return new FlagCacheSettings(
        serviceKey,
        pollInterval,
        lease == null ? defaultLease(pollInterval) : lease,
        entryTtl,
        decisionDeadline,
        transferDeadline,
        outagePolicy,
        holdLimit,
        role,
        maxDocumentBytes);
  }
}
