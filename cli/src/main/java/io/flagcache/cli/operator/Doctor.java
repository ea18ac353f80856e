package io.flagcache.cli.operator;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.cli.failure.CommandFailure;
import io.flagcache.core.FlagCacheEvent;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.Role;
import io.flagcache.core.store.StoreStatus;
import io.flagcache.core.store.StoreStatus.EntryStatus;
import io.flagcache.core.store.StoreStatus.LeaseStatus;
import io.flagcache.core.text.PlainText;
import io.flagcache.core.url.ProviderUrl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Finds out whether a worker or a reader with these settings would work: it does what they do, on a
 * service key of its own, and says what fails and which rights are needed.
 */
public final class Doctor {

  /** Always the same, so that examinations leave one lease and one entry behind and not many. */
  public static final String SERVICE_KEY = "flagcache.doctor";

  private static final String ENTRY_TTL = "2m";
  private static final int ROUND_TRIPS = 20;

  private final ProviderUrl url;
  private final Consumer<Finding> findings;
  private final List<Finding> found = new ArrayList<>();

  /**
   * Makes a doctor.
   *
   * @param findings hears each finding when it is made
   */
  public Doctor(ProviderUrl url, Consumer<Finding> findings) {
    this.url = url;
    this.findings = findings;
  }

  /**
   * One thing that was tried.
   *
   * @param name what it was
   * @param works whether it worked
   * @param detail how, or what went wrong
   */
  public record Finding(String name, boolean works, String detail) {}

  /**
   * What was found.
   *
   * @param backend the provider's description; empty if it could not be opened
   * @param findings all that was tried
   * @param rights what an administrator has to run or write; empty if all works, or the backend
   *     knows no rights
   * @param onScratchKeyToo whether the rights are those of one service key, and the examination's
   *     own may have needed the same
   */
  public record Diagnosis(
      String backend, List<Finding> findings, String rights, boolean onScratchKeyToo) {

    /** Whether all that was tried works. */
    public boolean isHealthy() {
      return findings.stream().allMatch(Finding::works);
    }
  }

  private interface Trial {
    String run() throws CommandFailure, InterruptedException;
  }

  /** Tries everything that the URL's role has to do. */
  public Diagnosis examine() throws InterruptedException {
    OpenCache own;
    try {
      own = OpenCache.open(url, Map.of());
    } catch (CommandFailure e) {
      note("open", false, String.valueOf(e.getMessage()));
      return new Diagnosis("", List.copyOf(found), "", false);
    }
    try (own) {
      note("open", true, own.toString());
      Role role = own.provider().settings().role();
      boolean reads = tries("read this service key", () -> readOwn(own));
      boolean works = reads && (role == Role.READER || examineWorker());
      String rights = works ? "" : own.provider().rights(role);
      boolean onScratchKeyToo = reads && rights.contains(own.provider().settings().serviceKey());
      return new Diagnosis(own.toString(), List.copyOf(found), rights, onScratchKeyToo);
    }
  }

  private static String readOwn(OpenCache own) throws CommandFailure, InterruptedException {
    // A reader waits for a first entry, which may never come; the question itself is what counts.
    Optional<FlagDefinitionCacheData> definitions = own.definitions();
    if (definitions.isPresent()) {
      return definitions.get().flags().size() + " flags";
    }
    return own.unreadable().map(reason -> "the entry is damaged: " + reason).orElse("no entry yet");
  }

  private boolean examineWorker() throws InterruptedException {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("serviceKey", SERVICE_KEY);
    settings.put("entryTtl", ENTRY_TTL);
    settings.put("pollInterval", "5s");
    settings.put("lease", "15s");
    ProviderUrl scratch = url.replacing(settings);
    try (OpenCache leader = OpenCache.open(scratch, Map.of());
        OpenCache follower = OpenCache.open(scratch, Map.of())) {
      return examineTwo(leader, follower);
    } catch (CommandFailure e) {
      note("open the scratch key " + SERVICE_KEY, false, String.valueOf(e.getMessage()));
      return false;
    }
  }

  private boolean examineTwo(OpenCache leader, OpenCache follower) throws InterruptedException {
    return tries("see who leads", () -> who(leader.inspect()))
        && tries("take the lease", () -> lead(leader))
        && tries("publish", () -> publish(leader))
        && tries("be told not to fetch", () -> follow(follower))
        && tries("read what was published", () -> read(follower))
        && tries("renew the lease", () -> lead(leader))
        && tries("measure a follower's poll", () -> roundTrips(follower))
        && tries("take the lease from a leader", () -> revoke(leader))
        && tries("be refused as a former leader", () -> refused(leader));
  }

  private static String who(StoreStatus status) {
    return status
        .lease()
        .map(LeaseStatus::owner)
        .map(PlainText::of)
        .map("the last was "::concat)
        .orElse("nobody does");
  }

  private static String lead(OpenCache leader) throws CommandFailure, InterruptedException {
    FlagCacheProvider provider = leader.provider();
    Duration lease = provider.settings().lease();
    long start = System.nanoTime();
    while (!leader.answer(provider.shouldFetchFlagDefinitions())) {
      if (System.nanoTime() - start > lease.toNanos() * 2) {
        throw new CommandFailure(
            "Another examination is under way on the service key "
                + SERVICE_KEY
                + "; try again in a minute");
      }
      Thread.sleep(200);
    }
    return leader.inspect().lease().map(StatusReport::leader).orElse("nobody leads");
  }

  private static String publish(OpenCache leader) throws CommandFailure, InterruptedException {
    publish(leader, 1);
    return leader
        .inspect()
        .entry()
        .map(EntryStatus::stamp)
        .orElseThrow(() -> new CommandFailure("It was not refused, but there is no entry after it"))
        .toString();
  }

  private static void publish(OpenCache leader, int version)
      throws CommandFailure, InterruptedException {
    FlagDefinitionCacheData scratch = scratch(version);
    leader.answer(
        leader.provider().onFlagDefinitionsReceived(scratch).thenApply(nothing -> scratch));
  }

  private static FlagDefinitionCacheData scratch(int version) {
    return FlagDefinitionCacheData.of(Map.of("flags", List.of(), "version", version));
  }

  private static String follow(OpenCache follower) throws CommandFailure, InterruptedException {
    for (int poll = 1; poll <= 2; poll++) {
      if (follower.answer(follower.provider().shouldFetchFlagDefinitions())) {
        throw new CommandFailure("Two workers lead at once");
      }
    }
    return "another leads";
  }

  private static String read(OpenCache follower) throws CommandFailure, InterruptedException {
    if (!follower.definitions().equals(Optional.of(scratch(1)))) {
      throw new CommandFailure("What was read is not what was published");
    }
    return "it is the same document";
  }

  private static String roundTrips(OpenCache follower) throws CommandFailure, InterruptedException {
    long[] nanos = new long[ROUND_TRIPS];
    for (int poll = 0; poll < ROUND_TRIPS; poll++) {
      long start = System.nanoTime();
      follower.answer(follower.provider().shouldFetchFlagDefinitions());
      nanos[poll] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    return "median "
        + millis(nanos[ROUND_TRIPS / 2])
        + ", longest "
        + millis(nanos[ROUND_TRIPS - 1]);
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
  }

  private static String revoke(OpenCache leader) throws CommandFailure, InterruptedException {
    LeaseStatus lease =
        leader.inspect().lease().orElseThrow(() -> new CommandFailure("Nobody leads"));
    if (!leader.answer(leader.provider().revoke(lease))) {
      throw new CommandFailure("The lease is another's by now");
    }
    return lease.epoch().isPresent()
        ? "epoch " + lease.epoch().getAsLong()
        : "no epoch in this layout";
  }

  private static String refused(OpenCache leader) throws CommandFailure, InterruptedException {
    AtomicBoolean refused = new AtomicBoolean();
    leader
        .provider()
        .addListener(
            event -> {
              if (event instanceof FlagCacheEvent.PublishRefused) {
                refused.set(true);
              }
            });
    publish(leader, 2);
    if (!refused.get()) {
      throw new CommandFailure("A worker without the lease was let publish");
    }
    return "its document was not stored";
  }

  private boolean tries(String name, Trial trial) throws InterruptedException {
    try {
      note(name, true, trial.run());
      return true;
    } catch (CommandFailure e) {
      note(name, false, String.valueOf(e.getMessage()));
      return false;
    }
  }

  private void note(String name, boolean works, String detail) {
    Finding finding = new Finding(name, works, PlainText.joined(detail));
    found.add(finding);
    findings.accept(finding);
  }
}
