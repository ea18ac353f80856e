package io.flagcache.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagcache.Deadline;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;

class RequestsTest {

  @Test
  void refusedSignatureIsNothingLastingWhileTheClockWasNotCorrected() {
    try (DynamoDbClient client = TestClients.of(1)) {
      Requests requests =
          new Requests(new ServiceClock(System::nanoTime), new DynamoDbFailures(client, "flags"));

      assertThatThrownBy(
              () ->
                  requests.ask(
                      Deadline.after(Duration.ZERO),
                      limits -> {
                        throw refusal();
                      }))
          .isInstanceOf(SdkClientException.class)
          .hasMessageContaining("did not answer within the deadline")
          .satisfies(e -> assertThat(stackTrace(e)).doesNotContain(TestClients.SECRET));
      assertThatThrownBy(
              () ->
                  requests.ask(
                      Deadline.after(Duration.ofMinutes(1)),
                      limits -> {
                        throw refusal();
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("credentials are refused");
      Deque<SdkException> failures =
          new ArrayDeque<>(List.of(ApiCallTimeoutException.create(1), refusal()));
      GetItemResponse answer =
          requests.ask(
              Deadline.after(Duration.ofMinutes(1)),
              limits -> {
                SdkException failure = failures.poll();
                if (failure != null) {
                  throw failure;
                }
                return response();
              });
      assertThat(answer.hasItem()).isFalse();
    }
  }

  private static String stackTrace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private static GetItemResponse response() {
    return (GetItemResponse)
        GetItemResponse.builder()
            .sdkHttpResponse(SdkHttpResponse.builder().statusCode(200).build())
            .build();
  }

  private static DynamoDbException refusal() {
    return (DynamoDbException)
        DynamoDbException.builder()
            .awsErrorDetails(
                AwsErrorDetails.builder()
                    .errorCode("InvalidSignatureException")
                    .errorMessage("x-amz-security-token:" + TestClients.SECRET)
                    .build())
            .build();
  }
}
