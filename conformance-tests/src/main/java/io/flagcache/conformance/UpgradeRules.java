package io.flagcache.conformance;

import static io.flagcache.conformance.Documents.named;

import io.flagcache.FlagDefinitionCacheData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Workers of two versions over one cache, as in the middle of an upgrade: U1 and U2. */
abstract class UpgradeRules extends ProviderRuleGroup {

  private static final int POLLS = 3;

  UpgradeRules(FlagDefinitionCacheProviderConformance conformance) {
    super(conformance);
  }

  /** Which version leads first; the other one follows. */
  private enum Version {
    THIS,
    OTHER;

    Version other() {
      return this == THIS ? OTHER : THIS;
    }
  }

  private Worker worker(Version version, WorkerSettings.Builder settings) {
    return version == Version.THIS
        ? fleet().worker(settings)
        : fleet().workerOfAnotherVersion(settings);
  }

  private Worker leader(Version version, WorkerSettings.Builder settings) {
    return fleet().leader(worker(version, settings), settings, named("v1"));
  }

  private Worker follower(Version version, WorkerSettings.Builder settings) {
    Worker follower = worker(version, settings);
    follower.asks();
    return follower;
  }

  @Test
  @Rule(value = "U1", needs = Capability.OTHER_VERSION)
  @DisplayName("U1 while a worker of one version leads, none of the other does")
  final void u1OneLeadsOfBothVersions() {
    for (Version first : Version.values()) {
      String key = Fleet.newServiceKey();
      Worker leader = leader(first, fleet().lasting(key));
      Worker other = worker(first.other(), fleet().lasting(key));
      for (int i = 0; i < POLLS; i++) {
        verdict()
            .that(!other.asks(), other + " was elected though a worker of another version leads");
        verdict().that(leader.asks(), "the leader lost its lease to a worker of another version");
      }
    }
  }

  @Test
  @Rule(value = "U1", needs = Capability.OTHER_VERSION)
  @DisplayName("U1 a leader of one version that is shut down is followed by one of the other")
  final void u1VersionsHandOver() {
    for (Version first : Version.values()) {
      String key = Fleet.newServiceKey();
      Worker leader = leader(first, fleet().lasting(key));
      Worker next = follower(first.other(), fleet().lasting(key));
      leader.shutsDown();
      verdict()
          .that(
              next.asks(),
              next + " was not elected when the leader, of another version, had been shut down");
    }
  }

  @Test
  @Rule(value = "U1", needs = Capability.OTHER_VERSION)
  @DisplayName("U1 a leader of one version that vanishes is replaced by one of the other")
  final void u1VersionsTakeOver() {
    for (Version first : Version.values()) {
      String key = Fleet.newServiceKey();
      Worker stalled = leader(first, fleet().shortLived(key));
      Worker next = follower(first.other(), fleet().lasting(key));
      fleet().takeOverInTime(next, timing().shortLease());
      next.receives(named("v2"));
      stalled.receives(named("stale"));
      Worker reader = worker(first.other(), fleet().lasting(key));
      fleet()
          .demandReads(
              reader, named("v2"), "after a superseded leader of another version had published");
    }
  }

  @Test
  @Rule(value = "U2", needs = Capability.OTHER_VERSION)
  @DisplayName("U2 each version reads what the other published, as the same JSON value")
  final void u2EachReadsWhatTheOtherPublished() {
    for (Version first : Version.values()) {
      String key = Fleet.newServiceKey();
      Worker leader = leader(first, fleet().lasting(key));
      Worker follower = follower(first.other(), fleet().lasting(key));
      for (Map.Entry<String, FlagDefinitionCacheData> document : Documents.difficult().entrySet()) {
        String what = document.getKey() + " by another version";
        leader.receives(document.getValue());
        fleet().demandEqual(follower, follower.polls(), document.getValue(), what);
        Worker fresh = worker(first.other(), fleet().lasting(key));
        fleet().demandEqual(fresh, fresh.gets(), document.getValue(), what);
      }
    }
  }

  @Test
  @Rule(value = "U2", needs = Capability.OTHER_VERSION)
  @DisplayName("U2 followers of both versions read each document of leaders of both")
  final void u2EachFollowsTheOther() {
    List<Worker> followers = new ArrayList<>();
    for (Version version : Version.values()) {
      followers.add(worker(version, fleet().lasting()));
    }
    List<Version> leaders = List.of(Version.THIS, Version.OTHER, Version.THIS, Version.OTHER);
    for (int i = 0; i < leaders.size(); i++) {
      Worker leader = worker(leaders.get(i), fleet().lasting());
      fleet().lead(leader);
      // The first document of a leader is the first of the one before as well, or its second.
      List<String> documents = i % 2 == 0 ? List.of("v" + i) : List.of("v" + i, "v" + i + "b");
      for (String document : documents) {
        leader.receives(named(document));
        for (Worker follower : followers) {
          fleet().demandReads(follower, named(document), "of the leader's, of either version");
        }
      }
      leader.shutsDown();
    }
  }

  @Test
  @Rule(value = "U2", needs = Capability.OTHER_VERSION)
  @DisplayName("U2 a leader goes on with the entry of the other version")
  final void u2ALeaderGoesOnWithTheEntry() {
    for (Version first : Version.values()) {
      String key = Fleet.newServiceKey();
      Worker former = leader(first, fleet().lasting(key));
      Worker next = follower(first.other(), fleet().lasting(key));
      former.shutsDown();
      fleet().lead(next);
      for (int i = 0; i < POLLS; i++) {
        next.polls();
      }
      for (Version version : Version.values()) {
        Worker fresh = worker(version, fleet().lasting(key));
        fleet()
            .demandSame(
                fresh, fresh.gets(), named("v1"), "after polls of a leader of another version");
      }
    }
  }
}
