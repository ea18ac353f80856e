package io.flagcache.cli.sync;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers probes on the thread that read them, and metrics on another, so that no probe waits for
 * anything but other probes.
 */
final class HealthHandler extends Handler.Abstract.NonBlocking {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final SyncHealth health;
  private final Supplier<String> metrics;

  HealthHandler(SyncHealth health, Supplier<String> metrics) {
    this.health = health;
    this.metrics = metrics;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    String path = Request.getPathInContext(request);
    Runnable answer =
        switch (path) {
          case "/health/live" ->
              () -> judge(response, callback, Map.of("status", "live"), health.deadReason());
          case "/health/ready" ->
              () ->
                  judge(
                      response,
                      callback,
                      Map.of("status", "ready", "role", health.leads() ? "leader" : "follower"),
                      health.unreadyReason());
          case "/metrics" -> () -> scrapeElsewhere(request, response, callback);
          default ->
              () ->
                  send(
                      response,
                      callback,
                      HttpStatus.NOT_FOUND_404,
                      json(Map.of("status", "not found")));
        };
    if (request.getMethod().equals("GET") || request.getMethod().equals("HEAD")) {
      answer.run();
    } else {
      response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
      send(
          response,
          callback,
          HttpStatus.METHOD_NOT_ALLOWED_405,
          json(Map.of("status", "method not allowed")));
    }
    return true;
  }

  /** Answers what is no request, whose status is set already. */
  static boolean malformed(Request request, Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    Content.Sink.write(response, true, json(Map.of("status", "bad request")), callback);
    return true;
  }

  private void scrapeElsewhere(Request request, Response response, Callback callback) {
    try {
      request.getContext().execute(() -> scrape(response, callback));
    } catch (RejectedExecutionException e) {
      send(
          response,
          callback,
          HttpStatus.SERVICE_UNAVAILABLE_503,
          json(Map.of("status", "too many requests at once")));
    }
  }

  private void scrape(Response response, Callback callback) {
    String text;
    try {
      text = metrics.get();
    } catch (RuntimeException e) {
      callback.failed(e);
      return;
    }
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
    send(response, callback, HttpStatus.OK_200, text);
  }

  private static void judge(
      Response response, Callback callback, Map<String, String> well, Optional<String> reason) {
    send(
        response,
        callback,
        reason.isPresent() ? HttpStatus.SERVICE_UNAVAILABLE_503 : HttpStatus.OK_200,
        json(
            reason
                .map(text -> Map.of("status", "not " + well.get("status"), "reason", text))
                .orElse(well)));
  }

  private static String json(Map<String, String> members) {
    ObjectNode object = JSON.createObjectNode();
    members.forEach(object::put);
    return object.toString();
  }

  private static void send(Response response, Callback callback, int status, String text) {
    response.setStatus(status);
    Content.Sink.write(response, true, text, callback);
  }
}
