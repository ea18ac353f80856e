package io.flagcache.conformance;

import static io.flagcache.conformance.Documents.named;

import io.flagcache.conformance.internal.SimilarKeys;
import io.flagcache.conformance.rule.Disturbance;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What workers must not see of each other, and nobody of their credentials: I1 and I2. */
abstract class IsolationRules extends ProviderRuleGroup {

  IsolationRules(FlagDefinitionCacheProviderConformance conformance) {
    super(conformance);
  }

  @Test
  @Rule("I1")
  @DisplayName("I1 workers with different service keys never see each other")
  final void i1ServiceKeysNeverSeeEachOther() {
    String firstKey = fleet().serviceKey();
    String secondKey = firstKey + "-2";
    Worker first = fleet().leader(fleet().lasting(firstKey), named("first"));
    Worker second =
        fleet().worker(fleet().lasting(secondKey).transferDeadline(timing().deadline(2000)));
    verdict()
        .that(second.gets().isEmpty(), second + " read a document of another service key's fleet");
    verdict().that(second.asks(), second + " was not elected though its own fleet has no leader");
    second.receives(named("second"));
    verdict().that(first.asks(), "the leader of one service key lost to that of another");
    fleet()
        .demandReads(
            fleet().worker(fleet().lasting(firstKey)), named("first"), "of the first service key");
    Worker other = fleet().worker(fleet().lasting(secondKey));
    fleet().demandReads(other, named("second"), "of the second service key");
    first.shutsDown();
    verdict()
        .that(!other.asks(), "the shutdown of one service key's leader freed another key's lease");
  }

  @Test
  @Rule("I1")
  @DisplayName("I1 service keys that differ by case, accents, punctuation, prefix or suffix do too")
  final void i1SimilarServiceKeysNeverSeeEachOther() {
    Map<String, Worker> leaders = new LinkedHashMap<>();
    for (String key : SimilarKeys.of(fleet().serviceKey())) {
      fleet()
          .workerIfLegal(fleet().lasting(key).transferDeadline(timing().deadline(2000)))
          .ifPresent(worker -> leaders.put(key, worker));
    }
    leaders.forEach(
        (key, worker) -> {
          verdict().that(worker.gets().isEmpty(), "the service key '" + key + "' reads another's");
          verdict()
              .that(
                  fleet().tryLead(worker).isPresent(),
                  "nobody leads for the service key '" + key + "', but for one like it");
          worker.receives(named(key));
        });
    leaders.forEach(
        (key, worker) -> {
          verdict()
              .that(worker.asks(), "the leader of the service key '" + key + "' lost to another's");
          fleet().demandSame(worker, worker.gets(), named(key), "of the service key " + key);
        });
    Worker base = leaders.remove(fleet().serviceKey());
    leaders.values().forEach(Worker::shutsDown);
    Worker other = fleet().follower(fleet().lasting());
    verdict().that(!other.asks(), "a shutdown freed the lease of a service key like its own");
    fleet()
        .demandSame(other, other.gets(), named(fleet().serviceKey()), "after shutdowns of others");
    verdict().that(base != null && base.asks(), "the leader lost to the shutdown of others");
  }

  @Test
  @Rule(value = "I2", needs = Capability.CREDENTIALS)
  @DisplayName("I2 credentials do not appear in toString")
  final void i2CredentialsDoNotAppearInToString() {
    Worker worker = fleet().leader(fleet().lasting(), named("v1"));
    demandNoSecret("its toString()", worker.provider().toString());
  }

  @Test
  @Rule(
      value = "I2",
      needs = {Capability.CREDENTIALS, Capability.BACKEND_OUTAGE},
      disturbs = Disturbance.CONNECTIONS)
  @DisplayName("I2 credentials do not appear in failures during an outage")
  final void i2CredentialsDoNotAppearInOutages() {
    Worker known = fleet().leader(fleet().impatient(), named("v1"));
    Worker fresh = fleet().worker(fleet().impatient());
    fleet().cutBackend();
    for (Worker worker : Set.of(known, fresh)) {
      demandNoSecret("a failed question", textOf(worker.tryAsk().failure()));
      demandNoSecret("a failed read", textOf(worker.tryGet().failure()));
      demandNoSecret("a failed publish", textOf(worker.tryReceive(named("v2")).failure()));
      demandNoSecret("its toString()", worker.provider().toString());
      demandNoSecret("a failed shutdown", textOf(worker.tryShutdown().failure()));
    }
  }

  private void demandNoSecret(String where, String text) {
    Set<String> secrets = fleet().from("name its secrets", fleet().fixture()::secrets);
    verdict().that(!secrets.isEmpty(), "the fixture claims CREDENTIALS, but names none");
    verdict()
        .that(
            secrets.stream().flatMap(IsolationRules::spellings).noneMatch(text::contains),
            "a credential appears in " + where);
  }

  /** As URLs, and headers of HTTP, have it. */
  private static Stream<String> spellings(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    return Stream.of(
        secret,
        URLEncoder.encode(secret, StandardCharsets.UTF_8),
        Base64.getEncoder().withoutPadding().encodeToString(bytes));
  }

  /** The whole failure with its causes and what it suppressed, as a log would show it. */
  private static String textOf(@Nullable Throwable failure) {
    StringWriter text = new StringWriter();
    if (failure != null) {
      failure.printStackTrace(new PrintWriter(text, true));
    }
    return text.toString();
  }
}
