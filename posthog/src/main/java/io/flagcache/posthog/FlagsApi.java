package io.flagcache.posthog;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.FlagDefinitionJson;
import io.flagcache.core.text.PlainText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The definitions endpoint. One thread at a time. */
final class FlagsApi {

  /** A longer ETag may have every request refused that carries it. */
  private static final Pattern SENDABLE = Pattern.compile("[\\x21-\\x7e]{1,1000}");

  private final ApiAccess access;
  private final Duration timeout;
  private final int maxDocumentBytes;
  private final Waiter waiter;

  private volatile @Nullable HttpClient client;

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
    CompletableFuture<Response> response;
    try {
      response = send(etag);
    } catch (RuntimeException e) {
      return failed(e);
    }
    try {
      // HttpRequest.timeout() ends with the headers (JDK-8208693); waiting covers the body too.
      return answer(waiter.await(response, timeout), etag != null);
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

  private CompletableFuture<Response> send(@Nullable String etag) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(access.endpoint())
            .header("Authorization", access.authorization())
            .header("Accept", "application/json")
            .header("Accept-Encoding", "gzip")
            .header("User-Agent", "flagcache");
    if (etag != null) {
      request.header("If-None-Match", etag);
    }
    // The client completes its own future on the common pool, which callers may keep busy waiting
    // for this very answer; only its failures are waited for there.
    CompletableFuture<Response> response = new CompletableFuture<>();
    CompletableFuture<?> exchange =
        client().sendAsync(request.build(), info -> bodyOf(info, response));
    exchange.whenComplete(
        (done, failure) -> {
          if (failure != null) {
            boolean wrapped = failure instanceof CompletionException && failure.getCause() != null;
            response.completeExceptionally(wrapped ? failure.getCause() : failure);
          }
        });
    response.whenComplete(
        (done, failure) -> {
          if (failure != null) {
            exchange.cancel(true);
          }
        });
    return response;
  }

  private HttpClient client() {
    HttpClient present = client;
    if (present == null) {
      // Version 1.1: a single request at a time gains nothing from streams.
      present =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .build();
      client = present;
    }
    return present;
  }

  private HttpResponse.BodySubscriber<byte[]> bodyOf(
      HttpResponse.ResponseInfo info, CompletableFuture<Response> response) {
    HttpResponse.BodySubscriber<byte[]> body =
        info.statusCode() == 200
            ? new LimitedBody(maxDocumentBytes)
            : HttpResponse.BodySubscribers.replacing(new byte[0]);
    body.getBody()
        .whenComplete(
            (bytes, failure) -> {
              if (failure == null) {
                response.complete(new Response(info.statusCode(), info.headers(), bytes));
              } else {
                response.completeExceptionally(failure);
              }
            });
    return body;
  }

  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Response(int status, HttpHeaders headers, byte[] body) {}

  private ApiAnswer answer(Response response, boolean conditional) {
    Optional<String> etag =
        response.headers().firstValue("ETag").filter(value -> SENDABLE.matcher(value).matches());
    if (response.status() == 304 && conditional) {
      return new ApiAnswer.NotModified(etag);
    }
    if (response.status() != 200) {
      return ApiStatus.failure(response.status(), response.headers());
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

  private byte[] decoded(Response response) throws IOException {
    String encoding =
        response.headers().firstValue("Content-Encoding").orElse("").toLowerCase(Locale.ROOT);
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

  /** Before Java 21 a client's threads end when the garbage collector finds it unreferenced. */
  void close() {
    client = null;
  }
}
