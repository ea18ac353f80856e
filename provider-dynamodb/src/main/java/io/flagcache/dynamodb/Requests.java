package io.flagcache.dynamodb;

import io.flagcache.Deadline;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbResponse;

/**
 * Sends requests within their deadlines, and reads the service's clock from the answers.
 *
 * <p>A request is sent again while the service throttles, and once more if its answer is lost, so
 * that it may be carried out twice, or if its signature is refused.
 */
final class Requests {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(25);

  private final ServiceClock clock;
  private final DynamoDbFailures failures;

  Requests(ServiceClock clock, DynamoDbFailures failures) {
    this.clock = clock;
    this.failures = failures;
  }

  interface Request<T extends DynamoDbResponse> {
    T send(AwsRequestOverrideConfiguration limits);
  }

  /** A small request, which leaves time for another, should its answer be lost. */
  <T extends DynamoDbResponse> T ask(Deadline deadline, Request<T> request) {
    return explained(deadline, 2, request);
  }

  /** A request that moves much, and gets all the time that there is. */
  <T extends DynamoDbResponse> T move(Deadline deadline, Request<T> request) {
    return explained(deadline, 1, request);
  }

  private <T extends DynamoDbResponse> T explained(
      Deadline deadline, int shares, Request<T> request) {
    try {
      return send(deadline, shares, request);
    } catch (ConditionalCheckFailedException e) {
      throw e;
    } catch (SdkException e) {
      throw failures.explain(e);
    }
  }

  /** As the others, but throws what the SDK throws. */
  <T extends DynamoDbResponse> T askPlainly(Deadline deadline, Request<T> request) {
    return send(deadline, 2, request);
  }

  private <T extends DynamoDbResponse> T send(Deadline deadline, int shares, Request<T> request) {
    Duration pause = FIRST_PAUSE;
    boolean second = false;
    boolean corrected = false;
    while (true) {
      Duration limit =
          deadline.remaining().plusMillis(1).dividedBy(second || corrected ? 1 : shares);
      AwsRequestOverrideConfiguration limits =
          AwsRequestOverrideConfiguration.builder()
              .apiCallTimeout(limit)
              .apiCallAttemptTimeout(limit)
              .build();
      try {
        T answer = request.send(limits);
        clock.see(answer.sdkHttpResponse());
        return answer;
      } catch (ConditionalCheckFailedException e) {
        clock.see(e.awsErrorDetails().sdkHttpResponse());
        throw e;
      } catch (SdkException e) {
        if (isThrottled(e) && deadline.remaining().compareTo(pause) > 0) {
          LockSupport.parkNanos(pause.toNanos());
          pause = pause.multipliedBy(2);
        } else if (DynamoDbFailures.isAnswerLost(e) && !second && !deadline.hasPassed()) {
          second = true;
        } else if (DynamoDbFailures.isSignatureRefused(e) && !corrected) {
          corrected = true;
          demandTime(deadline);
        } else {
          throw e;
        }
      }
    }
  }

  private static boolean isThrottled(SdkException e) {
    return e instanceof AwsServiceException answer && answer.isThrottlingException();
  }

  /**
   * By a refusal the SDK has learned how wrong this machine's clock is, with which it signs. So a
   * first refusal is nothing lasting, and no cause: the service may quote a session token.
   */
  private static void demandTime(Deadline deadline) {
    if (deadline.hasPassed()) {
      throw ApiCallTimeoutException.builder()
          .message("The deadline passed before the request was signed by the service's time")
          .build();
    }
  }
}
