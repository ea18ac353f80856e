package io.flagcache.posthog;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.FlagDefinitionJson;
import io.flagcache.core.text.PlainText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/** The definitions endpoint. One thread at a time. */
final class FlagsApi {

  /** A longer ETag may have every request refused that carries it. */
  private static final Pattern SENDABLE = Pattern.compile("[\\x21-\\x7e]{1,1000}");

  private final ApiAccess access;
  private final Duration timeout;
  private final int maxDocumentBytes;
  private final Waiter waiter;

  /** Lives as long as an exchange. One that cannot be ended, in a resolver, holds up the next. */
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          0,
          1,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          new DaemonThreads("flagcache-api"));

  FlagsApi(ApiAccess access, Duration timeout, int maxDocumentBytes, Waiter waiter) {
    this.access = access;
    this.timeout = timeout;
    this.maxDocumentBytes = maxDocumentBytes;
    this.waiter = waiter;
  }

  /**
   * Sends one request.
   *
   * @throws java.util.concurrent.CancellationException if the poll is to end
   */
  ApiAnswer fetch(@Nullable String etag) {
    ApiAnswer answer = request(etag);
    return answer instanceof ApiAnswer.Failed failed
        ? new ApiAnswer.Failed(
            failed.status(),
            failed.condition(),
            PlainText.of(access.withoutKey(failed.message())), // H4
            failed.refused(),
            failed.retryAfter())
        : answer;
  }

  private ApiAnswer request(@Nullable String etag) {
    try {
      return answer(waiter.await(send(etag), timeout), etag != null);
    } catch (TimeoutException e) {
      return failed(
          "timeout",
          "The API did not answer completely within "
              + timeout
              + "; check host and network, or raise requestTimeout");
    } catch (ExecutionException e) {
      return failed(e.getCause() == null ? e : e.getCause());
    }
  }

  private CompletableFuture<HttpAnswer> send(@Nullable String etag) {
    ApiConnection connection = new ApiConnection(access.endpoint());
    CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();
    Runnable exchange = () -> exchange(connection, headers(etag), answer);
    answer.whenComplete(
        (done, failure) -> {
          connection.abort();
          thread.remove(exchange);
        });
    thread.execute(exchange);
    return answer;
  }

  private Map<String, String> headers(@Nullable String etag) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Authorization", access.authorization());
    headers.put("Accept", "application/json");
    headers.put("Accept-Encoding", "gzip");
    headers.put("User-Agent", "flagcache");
    if (etag != null) {
      headers.put("If-None-Match", etag);
    }
    return headers;
  }

  private void exchange(
      ApiConnection connection, Map<String, String> headers, CompletableFuture<HttpAnswer> answer) {
    if (answer.isDone()) {
      return;
    }
    HttpAnswer received;
    try (connection) {
      received = received(connection.get(headers));
    } catch (Throwable e) {
      answer.completeExceptionally(e);
      return;
    }
    answer.complete(received);
  }

  private HttpAnswer received(ClassicHttpResponse response) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Header header : response.getHeaders()) {
      headers.putIfAbsent(header.getName(), header.getValue());
    }
    byte[] body = response.getCode() == 200 ? body(response.getEntity()) : new byte[0];
    return new HttpAnswer(response.getCode(), headers, body);
  }

  /** Does not close the entity's stream, which would read what is left of it. */
  private byte[] body(HttpEntity entity) throws IOException {
    if (entity.getContentLength() > maxDocumentBytes) {
      throw new TooLongException(maxDocumentBytes);
    }
    byte[] body = entity.getContent().readNBytes(maxDocumentBytes + 1);
    if (body.length > maxDocumentBytes) {
      throw new TooLongException(maxDocumentBytes);
    }
    return body;
  }

  private ApiAnswer answer(HttpAnswer response, boolean conditional) {
    Optional<String> etag =
        response.header("ETag").filter(value -> SENDABLE.matcher(value).matches());
    if (response.status() == 304 && conditional) {
      return new ApiAnswer.NotModified(etag);
    }
    if (response.status() != 200) {
      return ApiStatus.failure(response);
    }
    FlagDefinitionCacheData definitions;
    try {
      definitions = FlagDefinitionJson.parse(decoded(response), maxDocumentBytes);
    } catch (RuntimeException e) {
      return unusable("The API returned no valid flag definitions; check host. " + e.getMessage());
    } catch (TooLongException e) {
      return unusable(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return failed(e);
    }
    return new ApiAnswer.Fetched(definitions, etag);
  }

  private byte[] decoded(HttpAnswer response) throws IOException {
    String encoding = response.header("Content-Encoding").orElse("").toLowerCase(Locale.ROOT);
    switch (encoding) {
      case "", "identity" -> {
        return response.body();
      }
      case "gzip", "x-gzip" -> {
        try (GZIPInputStream gzip =
            new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
          byte[] document = gzip.readNBytes(maxDocumentBytes);
          if (gzip.read() >= 0) {
            throw new TooLongException(maxDocumentBytes);
          }
          return document;
        }
      }
      default ->
          throw new IOException("the content encoding is neither gzip nor identity; check proxies");
    }
  }

  private ApiAnswer.Failed failed(Throwable cause) {
    if (cause instanceof TooLongException) {
      return unusable(String.valueOf(cause.getMessage()));
    }
    return failed(
        cause.getClass().getName(),
        "No usable answer from "
            + access
            + "; check host and network: "
            + cause.getClass().getSimpleName()
            + (cause.getMessage() == null ? "" : " (" + cause.getMessage() + ")"));
  }

  private static ApiAnswer.Failed failed(String condition, String message) {
    return new ApiAnswer.Failed(OptionalInt.empty(), condition, message, false, Optional.empty());
  }

  /** The API answered, but not with a document that can be taken. */
  private static ApiAnswer.Failed unusable(String message) {
    return new ApiAnswer.Failed(OptionalInt.of(200), "document", message, false, Optional.empty());
  }
}
