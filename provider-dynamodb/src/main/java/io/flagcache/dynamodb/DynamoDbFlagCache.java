package io.flagcache.dynamodb;

/**
 * Flag definitions shared through a table of DynamoDB.
 *
 * <pre>{@code
 * FlagDefinitionCacheProvider cache =
 *     DynamoDbFlagCache.builder()
 *         .table("flag-definitions")
 *         .region("eu-central-1")
 *         .serviceKey("checkout")
 *         .build();
 * }</pre>
 *
 * <p><b>What is stored.</b> The table's key is {@code pk} (partition, a string) and {@code sk}
 * (sort, a string). Each service key has one small item, {@code sk = lease}, a {@link
 * io.flagcache.core.record.LeaseRecord}: who leads, under which epoch, a heartbeat, and the stamp
 * of the present entry. The compressed document lies in chunks of up to 380,000 bytes beside it,
 * {@code sk = payload#GENERATION#NUMBER}. The attribute {@code expiresAt} is for the service's time
 * to live.
 *
 * <p><b>Whose clock rules.</b> No worker's. A lease is taken over by a worker that has itself
 * watched the record for the length of the lease, by its own monotonic clock, without seeing it
 * change; one that has just started therefore watches first, for one lease, if the leader was
 * killed. An entry's lifetime is over when a worker has watched it for so long, or by the {@code
 * Date} of the service's answers, two seconds late. The AWS SDK signs requests with the machine's
 * clock, and corrects itself by the service's when that refuses them.
 *
 * <p><b>What an inspection says.</b> Times by the {@code Date} of the service's answers, right to
 * about two seconds; where answers have none, only what this provider has itself watched. A lease
 * that is over by these dates, or was watched for its whole length, is not shown. Its time left is
 * for people: contenders watch and do not trust it. A worker whose machine slept writes dates that
 * are too old until its next poll.
 *
 * <p><b>What is atomic.</b> Every change of the record is one conditional write. A document is
 * written under a new generation that nobody reads, and becomes the entry by one conditional write
 * of the record; the chunks before it are deleted afterwards. A reader that finds a chunk missing
 * reads the record again. A request whose answer is lost is sent once more, and a conditional write
 * tells from the item whether it had been carried out.
 *
 * <p><b>What it costs.</b> A poll of a follower reads the record, eventually consistent: half a
 * read unit. A renewal writes it: one write unit.
 *
 * <p><b>What blocks.</b> Calls wait for the service on a thread of their own, never past the
 * deadline; throttled requests are sent again until then.
 *
 * <p><b>Limits.</b> What a publisher leaves that is killed between its chunks and the record is
 * never read; the first publication of each leader deletes it. Items of service keys that are no
 * longer used go only if time to live is switched on for {@code expiresAt}, some weeks later.
 *
 * <p>A payload that is too long is told by the number of its chunks, of which the first is then
 * read alone. Whoever puts other content into chunks makes a reader move what their items hold, at
 * most 400 KB each and no more of them than {@code maxDocumentBytes} takes; it is judged then.
 */
public final class DynamoDbFlagCache {

  private DynamoDbFlagCache() {}

  /**
   * Begins a provider.
   *
   * @return a builder
   */
  public static DynamoDbFlagCacheBuilder builder() {
    return new DynamoDbFlagCacheBuilder();
  }
}
