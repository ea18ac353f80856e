package io.flagcache.posthog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong settings are refused with the setting, the value and the fix. */
class BuilderTest extends LoaderTestBase {

  private void refused(UnaryOperator<DefinitionLoaderBuilder> change, String... parts) {
    assertThatThrownBy(() -> built(change.apply(direct())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(parts)
        .hasMessageNotContainingAny("topSecret", "password1");
  }

  @Test
  void defaultsNeedTokenAndKeyOnly() {
    assertThatCode(() -> built(DefinitionLoader.builder().projectToken("phc_x").secretKey("phx_y")))
        .doesNotThrowAnyException();
  }

  @Test
  void missingCredentials() {
    assertThatThrownBy(() -> DefinitionLoader.builder().secretKey(KEY).build())
        .hasMessageContainingAll("projectToken is missing", "readOnly()");
    assertThatThrownBy(() -> DefinitionLoader.builder().projectToken("phc_x").build())
        .hasMessageContainingAll("secretKey is missing", "readOnly()");
    assertThatThrownBy(() -> DefinitionLoader.builder().projectToken("phc_x").cache(cache).build())
        .hasMessageContaining("secretKey is missing");
    refused(b -> b.projectToken(" "), "projectToken is missing");
    refused(b -> b.secretKey(""), "secretKey is missing");
  }

  @Test
  void swappedCredentials() {
    refused(b -> b.projectToken(KEY), "projectToken is a secret key");
    refused(b -> b.secretKey("phc_x"), "secretKey is a project token");
  }

  @ParameterizedTest
  @ValueSource(strings = {KEY + "\n", KEY + " ", KEY + "\u00e9", KEY + "\r\nX-Evil: 1"})
  void keyThatNoHeaderCanCarry(String key) {
    refused(b -> b.secretKey(key), "secretKey", "remove it");
  }

  @Test
  void readOnlyWithoutCache() {
    assertThatThrownBy(() -> DefinitionLoader.builder().readOnly().build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("set cache");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"us.i.posthog.com", "ftp://us.i.posthog.com", "https:/x", "mailto:a", "http://"})
  void hostThatIsNoAddress(String host) {
    URI uri = host.equals("http://") ? URI.create("http:///") : URI.create(host);
    refused(b -> b.host(uri), "host is '" + uri + "'", "https://us.i.posthog.com");
  }

  @Test
  void hostWithCredentialsOrQuery() {
    refused(b -> b.host(URI.create("https://user:password1@h.example")), "user name or password");
    refused(b -> b.host(URI.create("https://user:password1@h_h.example")), "user name or password");
    refused(b -> b.host(URI.create("https://h.example/?key=password1")), "query");
    refused(b -> b.host(URI.create("https://h.example/#password1")), "fragment");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "//"})
  void hostWithPathPrefix(String end) {
    built(direct().host(URI.create(api.uri() + "/ingest/ph" + end)).projectToken("a b&c")).poll();

    assertThat(api.requests.get(0).uri())
        .isEqualTo("/ingest/ph/flags/definitions?token=a+b%26c&send_cohorts");
  }

  @Test
  void durationsAndLimits() {
    refused(b -> b.pollInterval(Duration.ZERO), "pollInterval is PT0S", "PT0.01S");
    refused(b -> b.pollInterval(Duration.ofSeconds(-1)), "pollInterval is PT-1S");
    refused(b -> b.pollInterval(Duration.ofDays(2)), "pollInterval is PT48H", "PT24H");
    refused(b -> b.requestTimeout(Duration.ZERO), "requestTimeout is PT0S");
    refused(b -> b.requestTimeout(Duration.ofSeconds(Long.MAX_VALUE)), "requestTimeout is");
    refused(b -> b.pollInterval(Duration.ofSeconds(Long.MIN_VALUE)), "pollInterval is");
    refused(b -> b.maxDocumentBytes(0), "maxDocumentBytes is 0", "1024");
  }
}
