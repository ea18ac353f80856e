package io.flagcache.benchmarks.worker;

import io.flagcache.benchmarks.backend.Backend;
import io.flagcache.benchmarks.backend.BackendClient;
import java.util.List;
import java.util.UUID;

/** A leader that has published, and a follower that has read it, on one client. */
public final class TwoWorkers implements AutoCloseable {

  /** Large ones are as many as memory has room for. */
  private static final int SMALL_DOCUMENTS = 8;

  private static final int LARGE_DOCUMENTS = 3;
  private static final int LARGE = 2_000_000;

  private final Contender contender;
  private final String serviceKey = "bench-" + UUID.randomUUID();
  private final BackendClient client;
  private final List<SampleDocument> documents;
  private final CacheWorker leader;
  private final CacheWorker follower;
  private int published;

  private TwoWorkers(Contender contender, BackendClient client, int documentBytes)
      throws Exception {
    this.contender = contender;
    this.client = client;
    this.documents =
        SampleDocument.versions(
            documentBytes, documentBytes < LARGE ? SMALL_DOCUMENTS : LARGE_DOCUMENTS);
    this.leader = contender.newWorker(client, serviceKey);
    this.follower = contender.newWorker(client, serviceKey);
  }

  /**
   * Connects, and brings both workers to where they stay while nothing changes.
   *
   * @param backend what they share
   * @param contender what they are
   * @param documentBytes the size of a document as JSON
   * @param address of the backend's server
   */
  public static TwoWorkers open(
      Backend backend, Contender contender, int documentBytes, String address) throws Exception {
    TwoWorkers workers =
        new TwoWorkers(contender, contender.connect(backend, address), documentBytes);
    if (contender != Contender.CLIENT) {
      workers.leaderPoll();
      workers.publication();
      workers.followerPoll();
    }
    return workers;
  }

  /** Does it once. */
  public Object run(Operation operation) throws Exception {
    return operation.run(this);
  }

  /** Under which they publish. */
  public String serviceKey() {
    return serviceKey;
  }

  /** The client that both are on. */
  public BackendClient client() {
    return client;
  }

  Object smallRequest() throws Exception {
    return client.smallRequest();
  }

  Object followerPoll() throws Exception {
    if (follower.shouldFetch()) {
      throw new IllegalStateException("The follower was elected");
    }
    return follower.get();
  }

  Object leaderPoll() throws Exception {
    if (!leader.shouldFetch()) {
      throw new IllegalStateException("The leader was not elected");
    }
    return leader;
  }

  Object publication() throws Exception {
    SampleDocument document = documents.get(published % documents.size());
    published++;
    leader.received(document);
    return document;
  }

  Object firstRead() throws Exception {
    try (CacheWorker worker = contender.newWorker(client, serviceKey)) {
      if (worker.shouldFetch()) {
        throw new IllegalStateException("The new worker was elected");
      }
      return worker.get();
    }
  }

  @Override
  public void close() {
    follower.close();
    leader.close();
    client.close();
  }
}
