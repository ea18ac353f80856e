package io.flagcache.core.credentials;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** A password in a file. */
record PasswordFile(Path file) implements CredentialsProvider {

  /** More than any password or token. */
  private static final int LONGEST = 64 * 1024;

  PasswordFile {
    Objects.requireNonNull(file, "file");
  }

  @Override
  public Credentials resolveCredentials() {
    String password = text().replaceFirst("\\r?\\n\\z", "");
    if (password.isEmpty()) {
      throw wrong("is empty");
    }
    return Credentials.ofPassword(password);
  }

  private String text() {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(LONGEST + 1);
      if (content.length > LONGEST) {
        throw wrong("is longer than " + LONGEST + " bytes");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      throw wrong("is no text in UTF-8");
    } catch (IOException e) {
      throw wrong("cannot be read (" + e.getClass().getSimpleName() + ")");
    }
  }

  private CredentialsUnavailableException wrong(String what) {
    return new CredentialsUnavailableException("passwordFile is " + file + ", which " + what);
  }

  @Override
  public String toString() {
    return "password in " + file;
  }
}
