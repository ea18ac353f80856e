package io.flagcache.demo.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagcache.core.FlagDefinitionJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandInEndpointTest {

  private static final String FLAGS = "/flags/definitions";
  private static final String QUERY = "?token=phc_t&send_cohorts";
  private static final ServedDocument FIRST = ServedDocument.of(GeneratedDefinitions.of(20, 7));

  private final HttpClient client = HttpClient.newHttpClient();
  private StandInEndpoint endpoint;

  @BeforeEach
  void start() throws IOException {
    endpoint = StandInEndpoint.start("phc_t", "phs_s", FIRST);
  }

  @AfterEach
  void stop() {
    endpoint.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {FLAGS, FLAGS + "/", "/api/feature_flag/local_evaluation/"})
  void servesTheDocumentUnderBothAddresses(String path) throws Exception {
    HttpResponse<byte[]> response = send(request(1, path + QUERY));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(FIRST.body(false));
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
  }

  @Test
  void answersAKnownDocumentWith304() throws Exception {
    String etag = send(request(1, FLAGS + QUERY)).headers().firstValue("ETag").orElseThrow();

    for (String known : new String[] {etag, "W/" + etag, "\"other\", " + etag}) {
      HttpResponse<byte[]> response =
          send(request(1, FLAGS + QUERY).header("If-None-Match", known));
      assertThat(response.statusCode()).as(known).isEqualTo(304);
      assertThat(response.body()).isEmpty();
    }
    assertThat(endpoint.counts()).isEqualTo(new ApiCounts(1, 3, 0));
  }

  @Test
  void servesAChangedDocumentUnderAnotherEtag() throws Exception {
    String etag = send(request(1, FLAGS + QUERY)).headers().firstValue("ETag").orElseThrow();
    ServedDocument changed = FIRST.switchFirstFlag().orElseThrow().document();

    endpoint.serve(changed);

    HttpResponse<byte[]> response = send(request(1, FLAGS + QUERY).header("If-None-Match", etag));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(DocumentHash.of(FlagDefinitionJson.parse(response.body())))
        .isEqualTo(changed.hash())
        .isNotEqualTo(FIRST.hash());
  }

  @Test
  void compressesForWhoAsks() throws Exception {
    HttpResponse<byte[]> response =
        send(request(1, FLAGS + QUERY).header("Accept-Encoding", "deflate, gzip"));

    assertThat(response.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(response.body()).hasSizeLessThan(FIRST.bytes());
    assertThat(new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes())
        .isEqualTo(FIRST.body(false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"?token=phc_wrong", "?send_cohorts", ""})
  void refusesAWrongToken(String query) throws Exception {
    assertThat(send(request(3, FLAGS + query)).statusCode()).isEqualTo(401);
    assertThat(endpoint.countsByWorker()).containsEntry(3, new ApiCounts(0, 0, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer phs_wrong", "phs_s", "Basic phs_s"})
  void refusesAWrongKey(String authorization) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(2, FLAGS + QUERY)).header("Authorization", authorization);

    assertThat(send(request).statusCode()).isEqualTo(401);
  }

  @Test
  void knowsNoOtherAddressAndNoOtherMethod() throws Exception {
    assertThat(send(request(1, "/decide")).statusCode()).isEqualTo(404);
    assertThat(
            send(request(1, FLAGS + QUERY).POST(HttpRequest.BodyPublishers.noBody())).statusCode())
        .isEqualTo(405);
    assertThat(endpoint.counts().requests()).isZero();
  }

  @Test
  void countsByWorkerAndBillsAsPostHogDoes() throws Exception {
    String etag = send(request(1, FLAGS + QUERY)).headers().firstValue("ETag").orElseThrow();
    send(request(1, FLAGS + QUERY).header("If-None-Match", etag));
    send(request(2, FLAGS + QUERY));

    assertThat(endpoint.countsByWorker())
        .containsEntry(1, new ApiCounts(1, 1, 0))
        .containsEntry(2, new ApiCounts(1, 0, 0))
        .hasSize(2);
    assertThat(endpoint.counts().requests()).isEqualTo(3);
    assertThat(endpoint.counts().units()).isEqualTo(21);
  }

  @Test
  void documentThatComesBackHasTheEtagThatItHad() throws Exception {
    String etag = send(request(1, FLAGS + QUERY)).headers().firstValue("ETag").orElseThrow();
    endpoint.serve(FIRST.switchFirstFlag().orElseThrow().document());
    endpoint.serve(ServedDocument.of(FIRST.body(false)));

    assertThat(send(request(1, FLAGS + QUERY).header("If-None-Match", etag)).statusCode())
        .isEqualTo(304);
  }

  @Test
  void failsAsOftenAsItIsTold() throws Exception {
    endpoint.failNext(402, 503);

    assertThat(send(request(1, FLAGS + QUERY)).statusCode()).isEqualTo(402);
    assertThat(send(request(2, FLAGS + QUERY)).statusCode()).isEqualTo(503);
    assertThat(send(request(1, FLAGS + QUERY)).statusCode()).isEqualTo(200);
    assertThat(endpoint.counts()).isEqualTo(new ApiCounts(1, 0, 2));
  }

  @Test
  void refusesTheKeyOfOneWorker() throws Exception {
    endpoint.refuse(2);

    assertThat(send(request(2, FLAGS + QUERY)).statusCode()).isEqualTo(401);
    assertThat(send(request(1, FLAGS + QUERY)).statusCode()).isEqualTo(200);
  }

  @Test
  void answersNobodyUntilItMay() {
    endpoint.hold();
    CompletableFuture<Integer> status =
        client
            .sendAsync(request(1, FLAGS + QUERY).build(), BodyHandlers.discarding())
            .thenApply(HttpResponse::statusCode);
    await().until(() -> endpoint.waiting() == 1);
    assertThat(status).isNotDone();
    assertThat(endpoint.counts().requests()).isZero();

    endpoint.release();

    assertThat(status).succeedsWithin(Duration.ofMinutes(1)).isEqualTo(200);
    assertThat(endpoint.waiting()).isZero();
  }

  @Test
  void listensOnTheLoopbackInterfaceOnly() {
    assertThat(endpoint.host(1).getHost()).isEqualTo("127.0.0.1");
  }

  private HttpRequest.Builder request(int worker, String pathAndQuery) {
    return HttpRequest.newBuilder(uri(worker, pathAndQuery))
        .header("Authorization", "Bearer phs_s");
  }

  private URI uri(int worker, String pathAndQuery) {
    return URI.create(endpoint.host(worker) + pathAndQuery);
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }
}
