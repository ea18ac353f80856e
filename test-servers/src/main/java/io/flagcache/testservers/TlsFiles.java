package io.flagcache.testservers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/** A key and a self-signed certificate for this machine, as servers and as clients want them. */
public final class TlsFiles {

  /** Protects the truststore, which holds nothing secret. */
  public static final String PASSWORD = "truststore";

  private static final String ALIAS = "server";

  private final Path directory = ServerProcesses.newDirectory("flagcache-tls");

  /** Makes the files with the JDK's keytool. */
  public TlsFiles() {
    ServerProcesses.atExit(() -> {}, directory);
    Path keystore = keystore();
    run(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-keyalg",
            "EC",
            "-alias",
            ALIAS,
            "-dname",
            "CN=localhost",
            "-ext",
            "san=dns:localhost,ip:127.0.0.1",
            "-storetype",
            "PKCS12",
            "-keystore",
            keystore.toString(),
            "-storepass",
            PASSWORD));
    try (InputStream in = Files.newInputStream(keystore)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      byte[] certificate = keys.getCertificate(ALIAS).getEncoded();
      byte[] key = Objects.requireNonNull(keys.getKey(ALIAS, PASSWORD.toCharArray())).getEncoded();
      Files.writeString(certificate(), pem("CERTIFICATE", certificate));
      Files.writeString(key(), pem("PRIVATE KEY", key));
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry(ALIAS, keys.getCertificate(ALIAS));
      try (var out = Files.newOutputStream(truststore())) {
        trusted.store(out, PASSWORD.toCharArray());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String name, byte[] content) {
    String text =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
    return "-----BEGIN " + name + "-----\n" + text + "\n-----END " + name + "-----\n";
  }

  private static void run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The server's, with {@link #PASSWORD}. */
  public Path keystore() {
    return directory.resolve("server.p12");
  }

  public Path certificate() {
    return directory.resolve("certificate.pem");
  }

  public Path key() {
    return directory.resolve("key.pem");
  }

  /** What clients trust the certificate by. */
  public Path truststore() {
    return directory.resolve("truststore.p12");
  }

  /** The arguments by which a Redis listens for TLS on a port. */
  public String[] redisArguments(int port) {
    return new String[] {
      "--tls-port", Integer.toString(port),
      "--tls-cert-file", certificate().toString(),
      "--tls-key-file", key().toString(),
      "--tls-ca-cert-file", certificate().toString(),
      "--tls-auth-clients", "no"
    };
  }
}
