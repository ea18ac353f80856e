package io.flagcache.conformance.simulator;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How PostHog's SDKs call a provider, as far as a provider can tell them apart.
 *
 * <p>What all have in common: they ask before each poll; they fetch when elected and when the
 * question fails; they hand over what a fetch brought, and nothing when the API fails; they read
 * when not elected, and keep what they have if nothing is there; they fetch all the same if they
 * have nothing. They go on whatever the provider does. A document with an empty list of flags
 * leaves all of them without flags. (One without any list does that to the JVM and Ruby SDKs;
 * {@link io.flagcache.FlagDefinitionCacheData} cannot express it.)
 *
 * <p>A worker whose SDK stands behind a provider that {@linkplain #FETCHING fetches for itself} is
 * a caller of the provider below that one, and has a profile, too.
 *
 * <p>Each profile names the source that it was learned from. SDKs change; a profile is the version
 * that was read, not a promise.
 */
@SuppressWarnings("ImmutableEnumChecker") // All sets are unmodifiable.
public enum SdkProfile {
  /**
   * The JVM SDK {@code posthog-server}. Waits 10 s for a stage, then cancels it and goes on as if
   * it had failed. Hands over three members, and of their content what it has types for.
   *
   * <p>Sources: {@code PostHog/posthog-android}, {@code
   * posthog-server/src/main/java/com/posthog/server/internal/PostHogFeatureFlags.kt} (decision,
   * read, hand-over, ETag) and {@code LocalEvaluationPoller.kt} beside it (fixed times).
   */
  JVM(
      Members.THREE,
      Duration.ofSeconds(10),
      Set.of(),
      Set.of(),
      SdkTrait.POLLS_AT_FIXED_TIMES,
      SdkTrait.FORGETS_ETAG_ON_ERROR,
      SdkTrait.PARSES_INTO_A_MODEL),

  /**
   * {@code posthog-node}. Polls more slowly, up to a minute apart, while the API refuses it; drops
   * its flags when the quota is used up.
   *
   * <p>Source: {@code PostHog/posthog-js}, {@code
   * packages/node/src/extensions/feature-flags/feature-flags.ts}.
   */
  NODE(
      Members.FOUR,
      null,
      Set.of(ApiState.QUOTA_EXCEEDED),
      Set.of(ApiState.UNAUTHORIZED, ApiState.RATE_LIMITED),
      SdkTrait.KEEPS_ETAG_WITHOUT_FLAGS,
      SdkTrait.WRITES_WHOLE_FRACTIONS_AS_INTEGERS),

  /**
   * {@code posthog-python}. Drops its flags when it is refused or the quota is used up.
   *
   * <p>Source: {@code PostHog/posthog-python}, {@code posthog/client.py}.
   */
  PYTHON(
      Members.THREE,
      null,
      Set.of(ApiState.UNAUTHORIZED, ApiState.QUOTA_EXCEEDED),
      Set.of(),
      SdkTrait.REPORTS_EMERGENCY_FETCH,
      SdkTrait.FETCHES_ON_READ_ERROR,
      SdkTrait.KEEPS_ETAG_WITHOUT_FLAGS,
      SdkTrait.STARTS_ANEW_WITHOUT_FLAGS),

  /**
   * {@code posthog-go}. The one SDK that hands an unchanged document over again, so that it cannot
   * become a leader that has nothing to publish.
   *
   * <p>Sources: {@code PostHog/posthog-go}, {@code featureflags.go} and {@code
   * flag_definition_cache_test.go}.
   */
  GO(
      Members.FOUR,
      null,
      Set.of(ApiState.QUOTA_EXCEEDED),
      Set.of(),
      SdkTrait.HANDS_OVER_UNCHANGED,
      SdkTrait.FORGETS_ETAG_ON_READ),

  /**
   * {@code posthog-ruby}. Drops its flags when the quota is used up.
   *
   * <p>Sources: {@code PostHog/posthog-ruby}, {@code lib/posthog/feature_flags.rb}, {@code
   * lib/posthog/flag_definition_cache.rb} and {@code spec/posthog/flag_definition_cache_spec.rb}.
   */
  RUBY(
      Members.THREE,
      null,
      Set.of(ApiState.QUOTA_EXCEEDED),
      Set.of(),
      SdkTrait.REPORTS_EMERGENCY_FETCH,
      SdkTrait.FETCHES_ON_READ_ERROR,
      SdkTrait.STARTS_ANEW_WITHOUT_FLAGS),

  /**
   * {@code posthog-php}, in a process that lives long. The SDK has no poller: here the application
   * reloads the definitions at the poll interval.
   *
   * <p>Source: {@code PostHog/posthog-php}, {@code lib/Client.php}.
   */
  PHP(Members.THREE, null, Set.of(), Set.of(), SdkTrait.REPORTS_EMERGENCY_FETCH),

  /**
   * {@code posthog-elixir}. Waits 5 s for a call, unless configured otherwise, then gives it up.
   * Polls more slowly, up to eight intervals apart, while requests are one too many; drops its
   * flags when it is refused or the quota is used up.
   *
   * <p>Sources: {@code PostHog/posthog-elixir}, {@code
   * lib/posthog/feature_flags/definition_loader.ex} and {@code lib/posthog/config_schema.ex}.
   */
  ELIXIR(
      Members.FOUR,
      Duration.ofSeconds(5),
      Set.of(ApiState.UNAUTHORIZED, ApiState.QUOTA_EXCEEDED),
      Set.of(ApiState.RATE_LIMITED),
      SdkTrait.FORGETS_ETAG_ON_READ,
      SdkTrait.STARTS_ANEW_WITHOUT_FLAGS),

  /**
   * The JVM SDK behind {@code FetchingProvider} of the artifact {@code flagcache-posthog}, which
   * fetches for itself and never elects the SDK: whoever leads hands the API's document over to the
   * last member. What such an SDK requests all the same when there is nothing to serve is not
   * simulated.
   *
   * <p>Sources: the class's documentation and {@code docs/decisions/fetching-provider.md}; how the
   * SDK polls is as of {@link #JVM}.
   */
  FETCHING(
      Members.ALL,
      Duration.ofSeconds(10),
      Set.of(),
      Set.of(ApiState.UNAUTHORIZED, ApiState.QUOTA_EXCEEDED, ApiState.RATE_LIMITED),
      SdkTrait.POLLS_AT_FIXED_TIMES,
      SdkTrait.REPORTS_EMERGENCY_FETCH,
      SdkTrait.FETCHES_ON_READ_ERROR,
      SdkTrait.FORGETS_ETAG_ON_ANOTHER_DOCUMENT,
      SdkTrait.HANDS_OVER_UNTIL_TAKEN,
      SdkTrait.WAITS_BEFORE_ITS_OWN_FETCH,
      SdkTrait.READS_WHEN_THE_API_FAILS,
      SdkTrait.GIVES_UP_THE_LEASE,
      SdkTrait.PAUSES_REQUESTS,
      SdkTrait.ENDS_ITS_POLL_ON_SHUTDOWN),

  /** As {@link #FETCHING}, with a key that the API refuses. */
  FETCHING_WITH_A_WRONG_KEY(FETCHING, SdkTrait.HAS_A_WRONG_KEY);

  private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(1);
  private static final int LONGEST_BACK_OFF_IN_POLLS = 8;

  private final Set<String> members;
  private final Optional<Duration> callLimit;
  private final Set<ApiState> dropping;
  private final Set<ApiState> slowing;
  private final Set<SdkTrait> traits;
  private final Set<SdkTrait> losses;

  SdkProfile(
      Set<String> members,
      @Nullable Duration callLimit,
      Set<ApiState> dropping,
      Set<ApiState> slowing,
      SdkTrait... traits) {
    this(members, callLimit, dropping, slowing, Set.of(traits));
  }

  /** One that does one thing more. */
  SdkProfile(SdkProfile other, SdkTrait more) {
    this(
        other.members,
        other.callLimit.orElse(null),
        other.dropping,
        other.slowing,
        Stream.concat(other.traits.stream(), Stream.of(more)).collect(Collectors.toSet()));
  }

  SdkProfile(
      Set<String> members,
      @Nullable Duration callLimit,
      Set<ApiState> dropping,
      Set<ApiState> slowing,
      Set<SdkTrait> traits) {
    this.members = members;
    this.callLimit = Optional.ofNullable(callLimit);
    this.dropping = Set.copyOf(dropping);
    this.slowing = Set.copyOf(slowing);
    this.traits = Set.copyOf(traits);
    this.losses =
        traits.stream().filter(Losses.ALL::contains).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * PostHog's SDKs, each as it calls a provider by itself.
   *
   * @return all profiles but those behind a provider that fetches
   */
  public static List<SdkProfile> sdks() {
    return List.of(JVM, NODE, PYTHON, GO, RUBY, PHP, ELIXIR);
  }

  /**
   * Whether this SDK does that.
   *
   * @param trait what it may do
   * @return true if it does
   */
  public boolean has(SdkTrait trait) {
    return traits.contains(trait);
  }

  /**
   * The members of the API's document that it hands over; it drops all others.
   *
   * @return the names
   */
  public Set<String> members() {
    return members;
  }

  /**
   * Whether it hands over what the API sent, to the last member.
   *
   * @return true if nothing is lost where it leads
   */
  public boolean isLossless() {
    return members.equals(Members.ALL) && losses().isEmpty();
  }

  /** What it loses inside of members. */
  Set<SdkTrait> losses() {
    return losses;
  }

  /**
   * How long it waits for a call of the provider.
   *
   * @return the time after which it gives the call up; empty if it waits for ever
   */
  public Optional<Duration> callLimit() {
    return callLimit;
  }

  /**
   * The answers of the API on which it drops its flags.
   *
   * @return the states of the API
   */
  public Set<ApiState> dropsFlagsOn() {
    return dropping;
  }

  /**
   * The answers of the API on which it polls, or asks the API, more slowly.
   *
   * @return the states of the API
   */
  public Set<ApiState> slowsDownOn() {
    return slowing;
  }

  /** The time to the next poll, or request, after so many such answers in a row. */
  Duration nextPoll(Duration interval, int refusals) {
    if (refusals == 0) {
      return interval;
    }
    Duration doubled = interval.multipliedBy(1L << Math.min(refusals, 10));
    Duration limit = LONGEST_BACK_OFF;
    if (this == ELIXIR && interval.multipliedBy(LONGEST_BACK_OFF_IN_POLLS).compareTo(limit) > 0) {
      limit = interval.multipliedBy(LONGEST_BACK_OFF_IN_POLLS);
    }
    return doubled.compareTo(limit) < 0 ? doubled : limit;
  }

  private static final class Members {
    static final Set<String> THREE = Set.of("flags", "group_type_mapping", "cohorts");
    static final Set<String> FOUR =
        Set.of("flags", "group_type_mapping", "cohorts", "minimal_flag_called_events");
    static final Set<String> ALL =
        Set.of(
            "flags",
            "group_type_mapping",
            "cohorts",
            "minimal_flag_called_events",
            "property_matching_version");
  }

  private static final class Losses {
    static final Set<SdkTrait> ALL =
        Set.of(SdkTrait.PARSES_INTO_A_MODEL, SdkTrait.WRITES_WHOLE_FRACTIONS_AS_INTEGERS);
  }
}
