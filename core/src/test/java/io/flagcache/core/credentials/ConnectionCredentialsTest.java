package io.flagcache.core.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;

class ConnectionCredentialsTest {

  private static final Duration LONG = Duration.ofMinutes(3);
  private static final String SECRET = "sEcReT-1";

  private static ConnectionCredentials of(CredentialsProvider provider) {
    return new ConnectionCredentials(provider, "flagcache-test");
  }

  @Test
  void providerIsAskedForEachConnectionOnAThreadOfItsOwn() {
    AtomicInteger asked = new AtomicInteger();
    AtomicReference<Thread> thread = new AtomicReference<>();
    ConnectionCredentials credentials =
        of(
            () -> {
              thread.set(Thread.currentThread());
              return Credentials.of("app", "p" + asked.incrementAndGet());
            });

    assertThat(credentials.ask(LONG).join().password()).isEqualTo("p1");
    assertThat(credentials.ask(LONG).join().password()).isEqualTo("p2");
    assertThat(thread)
        .hasValueMatching(used -> used.getName().equals("flagcache-test-credentials"))
        .hasValueMatching(Thread::isDaemon);
  }

  @Test
  void slowProviderIsGivenUpInTimeAndItsAnswerIsTakenByTheNextConnection() {
    AtomicInteger asked = new AtomicInteger();
    CompletableFuture<Credentials> slow = new CompletableFuture<>();
    ConnectionCredentials credentials =
        of(
            () -> {
              asked.incrementAndGet();
              return slow.join();
            });

    assertThatThrownBy(() -> credentials.ask(Duration.ofMillis(1)).join())
        .hasCauseInstanceOf(CredentialsUnavailableException.class)
        .hasMessageContaining("did not answer within 1 ms");
    CompletableFuture<Credentials> next = credentials.ask(LONG);
    slow.complete(Credentials.ofPassword(SECRET));

    assertThat(next.join().password()).isEqualTo(SECRET);
    assertThat(asked).hasValue(1);
  }

  @Test
  void failureIsToldWithoutWhatIsKnownToBeSecret() {
    AtomicReference<Exception> failure = new AtomicReference<>();
    ConnectionCredentials credentials =
        of(
            () -> {
              if (failure.get() != null) {
                throw failure.get();
              }
              return Credentials.ofPassword(SECRET);
            });
    credentials.ask(LONG).join();

    failure.set(new IOException("\u001b[2J403 for " + SECRET, new IOException("and " + SECRET)));
    assertThatThrownBy(() -> credentials.ask(LONG).join())
        .hasCauseInstanceOf(CredentialsUnavailableException.class)
        .hasMessageContaining("No credentials for a connection: java.io.IOException: \\u001b[2J403")
        .satisfies(
            told -> assertThat(Throwables.getStackTrace(told)).doesNotContain(SECRET, "\u001b"));
    failure.set(new CredentialsUnavailableException("The vault is sealed"));
    assertThatThrownBy(() -> credentials.ask(LONG).join())
        .hasMessageEndingWith("No credentials for a connection: The vault is sealed");
    failure.set(null);
    assertThat(credentials.ask(LONG).join().password()).isEqualTo(SECRET);
    assertThat(credentials.redaction().apply("a " + SECRET)).isEqualTo("a ***");
    assertThat(credentials.toString()).doesNotContain(SECRET);
  }

  @Test
  void oneKindOfCredentialsIsChosenAndNoOther() {
    CredentialsProvider provider = () -> Credentials.ofPassword(SECRET);
    Optional<Path> file = Optional.of(Path.of("pom.xml"));
    Optional<CredentialsProvider> given = Optional.of(provider);
    Optional<CredentialsProvider> none = Optional.empty();

    assertThat(ConnectionCredentials.choose(Optional.empty(), none, true, "o")).isEmpty();
    assertThat(ConnectionCredentials.choose(file, none, false, "o")).isPresent();
    assertThat(ConnectionCredentials.choose(Optional.empty(), given, false, "o")).isPresent();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionCredentials.choose(file, given, false, "o"))
        .withMessageContaining("leave one out");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionCredentials.choose(file, none, true, "o"))
        .withMessageContaining("a password and also a passwordFile");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ConnectionCredentials.choose(Optional.of(Path.of("missing")), none, false, "o"))
        .withMessageContaining("passwordFile is missing");
  }
}
