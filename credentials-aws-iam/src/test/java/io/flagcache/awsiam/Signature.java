package io.flagcache.awsiam;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.net.URLDecoder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Checks a token as the service does that is handed it: by AWS Signature Version 4. */
record Signature(String host, Map<String, String> parameters) {

  static Signature of(String token) {
    String[] parts = token.split("/\\?", 2);
    Map<String, String> parameters = new TreeMap<>();
    Arrays.stream(parts[1].split("&"))
        .map(parameter -> parameter.split("=", 2))
        .forEach(parameter -> parameters.put(parameter[0], parameter[1]));
    return new Signature(parts[0], parameters);
  }

  String value(String parameter) {
    return URLDecoder.decode(parameters.getOrDefault(parameter, ""), UTF_8);
  }

  boolean isOf(String secretKey) throws GeneralSecurityException {
    String query =
        parameters.entrySet().stream()
            .filter(parameter -> !parameter.getKey().equals("X-Amz-Signature"))
            .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
            .collect(joining("&"));
    String request = String.join("\n", "GET", "/", query, "host:" + host, "", "host", sha256(""));
    String scope = value("X-Amz-Credential").replaceFirst("[^/]*/", "");
    String toSign =
        String.join("\n", value("X-Amz-Algorithm"), value("X-Amz-Date"), scope, sha256(request));
    byte[] key = ("AWS4" + secretKey).getBytes(UTF_8);
    for (String part : scope.split("/")) {
      key = hmac(key, part);
    }
    return HexFormat.of().formatHex(hmac(key, toSign)).equals(value("X-Amz-Signature"));
  }

  private static String sha256(String text) throws GeneralSecurityException {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(UTF_8));
  }
}
