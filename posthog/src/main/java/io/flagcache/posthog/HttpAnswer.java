package io.flagcache.posthog;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A final answer over HTTP.
 *
 * @param headers the first value of each, under its name in lower case
 * @param body empty unless the status is 200
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record HttpAnswer(int status, Map<String, String> headers, byte[] body) {

  HttpAnswer {
    Map<String, String> lowered = new HashMap<>();
    headers.forEach((name, value) -> lowered.putIfAbsent(name.toLowerCase(Locale.ROOT), value));
    headers = Map.copyOf(lowered);
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }
}
