package io.flagcache.core.url;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostAndPortTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"db", "db.internal:6379", "10.0.0.1:1", "[::1]", "[fe80::1%eth0]:65535", "a_b-c"})
  void addressesAreReadAsTheyAreWritten(String text) {
    assertThat(HostAndPort.toConnect("The URL", text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":1", "a b", "::1", "[::1", "a:", "a:x", "a:123456", "u:p@h", "a/b"})
  void anythingElseIsRefusedAndNotShown(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostAndPort.toConnect("The URL", text))
        .withMessage("The URL has an address that is no host:port");
  }

  @Test
  void portsAreChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostAndPort.toConnect("The URL", "h:0"))
        .withMessage("The URL has the port 0; use 1 to 65535");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostAndPort.toListen("--listen", "h:65536"))
        .withMessage("--listen has the port 65536; use 0 to 65535");
    assertThat(HostAndPort.toListen("--listen", "h:0").port()).hasValue(0);
  }

  @Test
  void aListHasCommas() {
    assertThat(HostAndPort.allToConnect("The URL", "a:1,[::1]"))
        .map(address -> address.withDefaultPort(9).toString())
        .containsExactly("a:1", "[::1]:9");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostAndPort.allToConnect("The URL", "a:1,"));
  }

  @Test
  void aUriHasMoreThanAnAddress() {
    assertThat(HostAndPort.of(URI.create("http://user:hidden@h:8000/p"))).hasToString("h:8000");
    assertThat(HostAndPort.of(URI.create("https://[::1]/"))).hasToString("[::1]");
  }
}
