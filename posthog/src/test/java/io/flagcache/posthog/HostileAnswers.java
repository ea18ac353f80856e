package io.flagcache.posthog;

import static io.flagcache.posthog.ScriptedApi.gzip;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** HTTP answers with something wrong in bytes, lengths, types, nesting, encoding or headers. */
final class HostileAnswers {

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-1",
          "1",
          "2147483648",
          "9007199254740993",
          "9223372036854775807",
          "-9223372036854775808",
          "99999999999999999999999",
          "1e999999999",
          "1e-999999999",
          "0.5",
          "NaN",
          "");

  private static final List<String> CHUNK_SIZES =
      List.of(
          "80000000",
          "fffffffe",
          "ffffffff",
          "7fffffffffffffff",
          "ffffffffffffffff",
          "0;x=\"\u001b[2J",
          "x",
          "");

  private static final List<String> DATES =
      List.of(
          "Fri, 31 Dec 9999 23:59:59 GMT",
          "Sat, 01 Jan 0000 00:00:00 GMT",
          "Thu, 01 Jan 1970 00:00:00 GMT",
          "Thu, 99 Foo 1970 00:00:00 GMT",
          "Wed, 21 Oct 2015 07:28:00 +1800");

  private static final List<String> LOCATIONS =
      List.of(
          "",
          "/",
          "//",
          "http://",
          "javascript:alert(1)",
          "file:///etc/passwd",
          "http://[::1%25\u001b[2J]/",
          "http://x\u001b[31m/",
          "http://user:password@host/",
          "http://" + "h".repeat(60_000) + "/");

  private static final List<String> STATUSES =
      List.of(
          "200",
          "200",
          "200",
          "200",
          "200",
          "200",
          "204",
          "206",
          "301",
          "302",
          "304",
          "307",
          "400",
          "401",
          "402",
          "403",
          "404",
          "429",
          "431",
          "500",
          "503",
          "599",
          "600",
          "999",
          "100",
          "103",
          "000",
          "-1",
          "2147483648",
          "abc",
          "");

  private static final List<String> ENCODINGS =
      List.of("", "gzip", "gzip", "x-gzip", "GZIP", "gzip, gzip", "br", "identity", "\u001b[2J");

  private final Random random;

  HostileAnswers(Random random) {
    this.random = random;
  }

  byte[] next() {
    byte[] body = body();
    String encoding = one(ENCODINGS);
    if (random.nextInt(4) > 0 && encoding.contains("gzip")) {
      body = gzip(body);
    }
    StringBuilder head = new StringBuilder("HTTP/1.1 ").append(one(STATUSES)).append(" x\r\n");
    header(head, "Content-Encoding", encoding);
    header(head, "ETag", etag());
    if (random.nextInt(3) == 0) {
      header(head, "Retry-After", random.nextBoolean() ? one(NUMBERS) : one(DATES));
      header(head, "Date", one(DATES));
    }
    if (random.nextInt(3) == 0) {
      header(head, "Location", one(LOCATIONS));
    }
    if (random.nextInt(10) == 0) {
      for (int extra = random.nextInt(2_000); extra > 0; extra--) {
        header(head, "X-" + extra, "x".repeat(random.nextInt(100)));
      }
    }
    body = framed(head, body);
    byte[] answer = joined(head.append("\r\n").toString().getBytes(ISO_8859_1), body);
    return random.nextInt(5) == 0 ? damaged(answer) : answer;
  }

  private byte[] framed(StringBuilder head, byte[] body) {
    switch (random.nextInt(8)) {
      case 0 -> header(head, "Content-Length", one(NUMBERS));
      case 1 -> header(head, "Content-Length", Integer.toString(body.length + 1));
      case 2 -> {
        header(head, "Transfer-Encoding", "chunked");
        String size =
            switch (random.nextInt(4)) {
              case 0 -> one(NUMBERS);
              case 1 -> one(CHUNK_SIZES);
              default -> Integer.toHexString(body.length);
            };
        return joined(
            (size + "\r\n").getBytes(ISO_8859_1),
            joined(body, "\r\n0\r\n\r\n".getBytes(ISO_8859_1)));
      }
      default -> header(head, "Content-Length", Integer.toString(body.length));
    }
    return body;
  }

  private String etag() {
    return switch (random.nextInt(6)) {
      case 0 -> "\"" + "e".repeat(random.nextInt(100_000)) + "\"";
      case 1 -> "\u001b[31m\t\u0000\u00ff";
      case 2 -> "";
      case 3 -> "W/\"1\"";
      default -> "\"" + random.nextInt() + "\"";
    };
  }

  private byte[] body() {
    String number = one(NUMBERS);
    String text =
        switch (random.nextInt(16)) {
          case 0 -> "[".repeat(random.nextInt(400_000));
          case 1 -> "{\"flags\":".repeat(random.nextInt(100_000));
          case 2 -> "{\"flags\":[" + "{},".repeat(random.nextInt(400_000)) + "{}]}";
          case 3 -> "{\"flags\":[" + "0,".repeat(random.nextInt(600_000)) + "0]}";
          case 4 -> "{\"flags\":[],\"" + "n".repeat(random.nextInt(200_000)) + "\":1}";
          case 5 -> "{\"flags\":[" + "9".repeat(random.nextInt(100_000)) + "]}";
          case 6 -> "{\"flags\":[{\"key\":" + number + "}]}";
          case 7 -> "{\"flags\":" + number + "}";
          case 8 -> "{\"flags\":[]," + " ".repeat(random.nextInt(12_000_000)) + "\"x\":1}";
          case 9 -> "{\"flags\":[{\"key\":\"\\ud83d\",\"\\ude00\":1}]}";
          case 10 -> "{\"flags\":[],\"flags\":{},\"cohorts\":[],\"group_type_mapping\":7}";
          case 11 -> names(random.nextInt(60_000));
          case 12 -> number;
          case 13 -> "";
          default -> LoaderTestBase.json("hostile\\u001b[2J" + random.nextInt());
        };
    byte[] body = text.getBytes(UTF_8);
    return random.nextInt(4) == 0 ? damaged(body) : body;
  }

  private static String names(int count) {
    StringBuilder text = new StringBuilder("{\"flags\":[]");
    for (int name = 0; name < count; name++) {
      text.append(",\"").append(name).append("\":[]");
    }
    return text.append('}').toString();
  }

  private byte[] damaged(byte[] bytes) {
    if (bytes.length == 0) {
      return bytes;
    }
    byte[] damaged =
        random.nextInt(3) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes.clone();
    for (int flips = random.nextInt(8); flips > 0 && damaged.length > 0; flips--) {
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return damaged;
  }

  private static void header(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }

  private <T> T one(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  private static byte[] joined(byte[] first, byte[] second) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream(first.length + second.length);
    joined.writeBytes(first);
    joined.writeBytes(second);
    return joined.toByteArray();
  }
}
