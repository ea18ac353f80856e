package io.flagcache.dynamodb;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromB;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.conformance.Damage;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.StoredFields;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.conformance.rule.Disturbance;
import io.flagcache.core.OutagePolicy;
import io.flagcache.core.Role;
import io.flagcache.testservers.FramedJson;
import io.flagcache.testservers.TcpRelay;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Workers on the shared table, through a relay of their own. */
abstract class DynamoDbFixture implements ProviderFixture {

  private final Set<String> serviceKeys = ConcurrentHashMap.newKeySet();
  private @Nullable TcpRelay relay;

  abstract DynamoDbFlagCacheBuilder connecting(DynamoDbFlagCacheBuilder builder);

  /** Opened by the first worker: until then another test may be counting threads. */
  final synchronized TcpRelay relay() {
    TcpRelay opened = relay;
    if (opened == null) {
      opened = new TcpRelay("127.0.0.1", SharedTable.get().server().port());
      relay = opened;
    }
    return opened;
  }

  /** Only the server is shared. */
  @Override
  public Set<Disturbance> disturbances() {
    return Set.of(Disturbance.SERVER);
  }

  @Override
  public FlagDefinitionCacheProvider newWorker(WorkerSettings settings) {
    serviceKeys.add(settings.serviceKey());
    DynamoDbFlagCacheBuilder builder =
        connecting(DynamoDbFlagCache.builder())
            .table(SharedTable.NAME)
            .serviceKey(settings.serviceKey())
            .pollInterval(settings.pollInterval())
            .lease(settings.lease())
            .entryTtl(settings.entryTtl())
            .decisionDeadline(settings.decisionDeadline())
            .transferDeadline(settings.transferDeadline())
            .outagePolicy(OutagePolicy.valueOf(settings.outagePolicy().name()))
            .holdLimit(settings.holdLimit())
            .role(settings.reader() ? Role.READER : Role.WORKER);
    settings.maxDocumentBytes().ifPresent(builder::maxDocumentBytes);
    return builder.build();
  }

  @Override
  public void wipe() {
    serviceKeys.forEach(SharedTable.get()::wipe);
  }

  @Override
  public void cutBackend() {
    relay().refuse();
  }

  @Override
  public void restoreBackend() {
    relay().listen();
  }

  @Override
  public void hangBackend() {
    SharedTable.get().server().pause();
  }

  @Override
  public void continueBackend() {
    SharedTable.get().server().resume();
  }

  @Override
  public void loseNextReply() {
    relay().loseNextReply();
  }

  private static void put(Map<String, AttributeValue> item) {
    SharedTable.get().admin().putItem(request -> request.tableName(SharedTable.NAME).item(item));
  }

  private static AttributeValue of(Map<String, AttributeValue> item, String name) {
    return Objects.requireNonNull(item.get(name), name);
  }

  private static Map<String, AttributeValue> firstChunk(String serviceKey) {
    Map<String, AttributeValue> lease = SharedTable.get().item(serviceKey, "lease");
    return SharedTable.get().item(serviceKey, "payload#" + of(lease, "entryGeneration").s() + "#0");
  }

  @Override
  public void damageEntry(String serviceKey, Damage damage) {
    Map<String, AttributeValue> chunk = firstChunk(serviceKey);
    byte[] payload = damage.of(of(chunk, "data").b().asByteArray());
    chunk.put("data", fromB(SdkBytes.fromByteArray(payload)));
    put(chunk);
  }

  @Override
  public StoredFields storedFields() {
    return new DynamoDbStoredFields();
  }

  @Override
  public void forgeEntry(String serviceKey, String json) {
    FramedJson framed = FramedJson.of(json);
    Map<String, AttributeValue> chunk = firstChunk(serviceKey);
    chunk.put("data", fromB(SdkBytes.fromByteArray(framed.payload())));
    put(chunk);
    Map<String, AttributeValue> record = SharedTable.get().item(serviceKey, "lease");
    long sequence = Long.parseLong(of(record, "entrySequence").n()) + 1;
    record.put("entrySequence", fromN(Long.toString(sequence)));
    record.put("entryHash", fromS(framed.hash()));
    put(record);
  }

  @Override
  public Set<String> secrets() {
    return Set.of(TestClients.SECRET);
  }

  @Override
  public synchronized void close() {
    if (relay != null) {
      wipe(); // Else all documents of all tests stay.
      relay.close();
    }
  }
}
