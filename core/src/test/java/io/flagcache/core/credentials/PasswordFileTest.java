package io.flagcache.core.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordFileTest {

  private static final String SECRET = "sEcReT 1";

  @TempDir private Path directory;
  private Path file;
  private CredentialsProvider provider;

  @BeforeEach
  void name() {
    file = directory.resolve("password");
    provider = CredentialsProvider.passwordFile(file);
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r\n"})
  void oneLineBreakAtTheEndDoesNotCount(String end) throws Exception {
    write(SECRET + end);

    assertThat(provider.resolveCredentials().password()).isEqualTo(SECRET);
    assertThat(provider.resolveCredentials().user()).isEmpty();
  }

  @Test
  void everythingElseCounts() throws Exception {
    write(" " + SECRET + " \n\n");

    assertThat(provider.resolveCredentials().password()).isEqualTo(" " + SECRET + " \n");
  }

  @Test
  void fileIsReadAnewEachTime() throws Exception {
    write("first");
    assertThat(provider.resolveCredentials().password()).isEqualTo("first");
    Path next = Files.writeString(directory.resolve("next"), "second");
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);

    assertThat(provider.resolveCredentials().password()).isEqualTo("second");
  }

  @Test
  void failureNamesTheFileAndShowsNothingOfIt() throws Exception {
    assertFails("cannot be read (NoSuchFileException)");
    write("\n");
    assertFails("is empty");
    write(SECRET.repeat(10_000));
    assertFails("longer than 65536 bytes");
    Files.write(file, (SECRET + "\u00e4").getBytes(StandardCharsets.ISO_8859_1));
    assertFails("is no text in UTF-8");
    Files.delete(file);
    Files.createDirectory(file);
    assertFails("cannot be read");
  }

  private void assertFails(String message) {
    assertThatThrownBy(provider::resolveCredentials)
        .isInstanceOf(CredentialsUnavailableException.class)
        .hasMessageStartingWith("passwordFile is " + file)
        .hasMessageContaining(message)
        .hasMessageNotContaining(SECRET);
  }

  @Test
  void credentialsShowTheUserAtMost() {
    assertThat(Credentials.of("app", SECRET)).hasToString("Credentials of app");
    assertThat(Credentials.ofPassword(SECRET)).hasToString("Credentials");
  }
}
