package io.flagcache.core.url;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

  /** An error has to show where the secret was looked for. */
  @Test
  void fileWithASecretIsNone() {
    Redaction redaction =
        Redaction.ofUrl("redis://h?passwordFile=/run/secrets/db&password=hidden1", UrlStyle.QUERY);

    assertThat(redaction.apply("passwordFile=/run/secrets/db, hidden1"))
        .isEqualTo("passwordFile=/run/secrets/db, ***");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://:hidden@db",
        "rediss://app:hidden@db:6379/0?lease=9s",
        "redis+sentinel://app:%68idden@a:1,b:2/main",
        "own://a:hidden@one,b:hidden@two",
        "redis://db?sentinelPassword=%68idden",
        "redis://db?%73entinelPassword=hidden",
        "redis://db?SENTINELPASSWORD=hidden",
        "redis://db?role=reader;password=hidden",
        "own://db?apiToken=hidden&serviceKey=key",
        "own://db?access-key=hidden",
        "own://db?passphrase=hidden",
        "own://db?pass=hidden",
        "dynamodb://flags?endpoint=http://user:hidden@host:8000",
        "dynamodb://flags?endpoint=http%3A%2F%2Fuser%3Ahidden%40host",
        "dynamodb://flags?endpoint=http%3A%2F%2Fuser%3A%2568idden%40host",
        "dynamodb://flags?endpoint=http%3A%2F%2Fhost%3Ftoken%3Dhidden",
        "own://(host=h,user=u,password=hidden)/d"
      })
  void secretsAreTakenOutWhereverTheyStandInAUrl(String url) {
    String text = "app was refused at db with hidden, see '" + url + "'";

    assertThat(Redaction.ofUrl(url, UrlStyle.QUERY).apply(text))
        .startsWith("app was refused at db with ***, see '" + url.substring(0, 4))
        .doesNotContain("hidden", "%68idden");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pa ss/w\u00f6rd&1",
        "PA SS/W\u00d6RD&1",
        "pa%20ss%2Fw%C3%B6rd%261",
        "pa+ss%2fw%c3%b6rd%261",
        "pa ss/w%C3%B6rd&1",
        "%70a%20ss/w\u00f6rd%261",
        "pa ss\\/w\u00f6rd&1"
      })
  void secretsAreFoundInAnyCaseAndEncoded(String shown) {
    assertThat(Redaction.of(Set.of("pa ss/w\u00f6rd&1")).apply("<" + shown + ">"))
        .isEqualTo("<***>");
  }

  @Test
  void quotesOfJsonAreSeenThrough() {
    assertThat(Redaction.of(Set.of("a\"b\\c")).apply("{\"said\":\"a\\\"b\\\\c\"}"))
        .isEqualTo("{\"said\":\"***\"}");
  }

  @Test
  void aSlashOrAnAtSignInAPasswordLeavesNothingOfItBehind() {
    assertThat(secrets("redis://:pa/ss@db")).contains("pa/ss");
    assertThat(secrets("redis://app:p@ss@db/0")).contains("p@ss");
    assertThat(secrets("redis://app:a+b%2Bc@db")).contains("a+b+c");
  }

  @Test
  void aShortSecretIsAWord() {
    Redaction redaction = Redaction.ofUrl("redis://app:pw@db", UrlStyle.QUERY);

    assertThat(redaction.apply("pw was refused at spwan, (pw)"))
        .isEqualTo("*** was refused at spwan, (***)");
    assertThat(Redaction.ofUrl("own://db?password=100%", UrlStyle.QUERY).apply("100% wrong"))
        .isEqualTo("*** wrong");
  }

  @ParameterizedTest
  @CsvSource({
    "cannot connect to jdbc:x://h/d?password=hidden1&a=b, cannot connect to jdbc:x://h/d?password=***&a=b",
    "no route to http://me:hidden1@h/p, no route to http://me:***@h/p",
    "at h:1/d with lease=30s, at h:1/d with lease=30s",
    "checkout, checkout"
  })
  void urlsThatNobodyToldOfAreSeenToo(String text, String shown) {
    assertThat(Redaction.NONE.apply(text)).isEqualTo(shown);
  }

  /** Servers choose what they say, and how long it is: a step back at each character takes days. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a", "%", "%61", "a=", "=", "/", "//a", "//:", "//a:a", "//a:a@", " ", "hid", "\\"
      })
  @Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
  void aLongTextTakesLittleTime(String part) {
    String text = part.repeat(500_000 / part.length());
    Redaction redaction = Redaction.of(List.of("hidhidhiddenhidhidhidden"));

    assertThat(redaction.apply(text).length()).isPositive();
    assertThat(redaction.apply(text + "=x").length()).isPositive();
  }

  @Test
  void bothRedactionsTakeOutWhatBothKnow() {
    Redaction both = Redaction.of(List.of("hidden1", "")).and(Redaction.of(Set.of("hidden2")));

    assertThat(both.apply("hidden1 or hidden2")).isEqualTo("*** or ***");
    assertThat(both).hasToString("Redaction of 2 secrets");
    assertThat(both.secrets()).containsExactly("hidden1", "hidden2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "singleServerConfig:\n  password: hidden\n  address: redis://h",
        "  - sslKeystorePassword : \"hidden\"",
        "\"password\": 'hidden'",
        "address: \"redis://app:hidden@h:1\"",
        "<hazelcast><token>hidden</token></hazelcast>",
        "<property name=\"keyStorePassword\">hidden</property>",
        "<username-password username=\"app\" password=\"hidden\"/>",
        "hazelcast.ssl.password=hidden"
      })
  void secretsAreFoundInAConfigurationFile(String file) {
    assertThat(Redaction.ofConfiguration(file).apply("hidden at h")).isEqualTo("*** at h");
  }

  @Test
  void whatIsSetToNothingIsNoSecret() {
    assertThat(Redaction.ofConfiguration("password: null\nother: x").secrets()).isEmpty();
  }

  @Test
  void aSecretIsFoundInCausesAndInWhatWasSuppressed() {
    Redaction redaction = Redaction.of(Set.of("hidden"));
    RuntimeException suppressing = new RuntimeException("outer");
    suppressing.addSuppressed(new RuntimeException(new RuntimeException("it was HIDDEN")));
    RuntimeException endless = new RuntimeException("outer");
    endless.initCause(new RuntimeException(endless));

    assertThat(redaction.isIn(suppressing)).isTrue();
    assertThat(redaction.isIn(new Batch(new RuntimeException("hidden")))).isTrue();
    assertThat(redaction.isIn(endless)).isFalse();
  }

  private static Set<String> secrets(String url) {
    return Redaction.ofUrl(url, UrlStyle.QUERY).secrets();
  }

  /** As a failure of JDBC is, which has others beside its cause. */
  private static final class Batch extends Exception implements Iterable<Throwable> {
    private static final long serialVersionUID = 1;

    private final transient Throwable next;

    Batch(Throwable next) {
      this.next = next;
    }

    @Override
    public Iterator<Throwable> iterator() {
      return List.of(next).iterator();
    }
  }
}
