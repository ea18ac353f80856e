package io.flagcache.conformance.reference;

import io.flagcache.Deadline;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.core.FlagDefinitionJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Providers that each break something about the documents that they carry. */
final class BrokenDocuments {

  private BrokenDocuments() {}

  static final class IntegersToDoubles extends ReferenceProvider {
    IntegersToDoubles(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected Optional<FlagDefinitionCacheData> decode(StoredEntry entry) {
      return super.decode(entry).map(data -> FlagDefinitionCacheData.of(inObject(data.document())));
    }

    private static Map<String, Object> inObject(Map<?, ?> object) {
      Map<String, Object> doubles = new LinkedHashMap<>();
      object.forEach((name, value) -> doubles.put((String) name, in(value)));
      return doubles;
    }

    private static Object in(Object value) {
      if (value instanceof Map<?, ?> object) {
        return inObject(object);
      }
      if (value instanceof List<?> list) {
        List<Object> doubles = new ArrayList<>();
        list.forEach(element -> doubles.add(in(element)));
        return doubles;
      }
      return value instanceof Number number ? (Object) number.doubleValue() : value;
    }
  }

  /** As a reader with a type for the document, which has the members of its day. */
  static final class DropsUnknownMembers extends ReferenceProvider {

    private static final Set<String> KNOWN = Set.of("flags", "group_type_mapping", "cohorts");

    DropsUnknownMembers(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected Optional<FlagDefinitionCacheData> decode(StoredEntry entry) {
      return super.decode(entry)
          .map(
              data -> {
                Map<String, Object> known = new LinkedHashMap<>(data.document());
                known.keySet().retainAll(KNOWN);
                return FlagDefinitionCacheData.of(known);
              });
    }
  }

  /** As a reader of a document that is stored in several pieces. */
  static final class Mixes extends ReferenceProvider {
    private List<Map<String, Object>> lastFlags = List.of();

    Mixes(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected Optional<FlagDefinitionCacheData> decode(StoredEntry entry) {
      return super.decode(entry).map(this::mixed);
    }

    private FlagDefinitionCacheData mixed(FlagDefinitionCacheData data) {
      List<Map<String, Object>> flags = new ArrayList<>(data.flags());
      for (int i = 100; i < Math.min(flags.size(), lastFlags.size()); i++) {
        flags.set(i, lastFlags.get(i));
      }
      lastFlags = data.flags();
      Map<String, Object> document = new LinkedHashMap<>(data.document());
      document.put("flags", flags);
      return FlagDefinitionCacheData.of(document);
    }
  }

  static final class FailsOnDamage extends ReferenceProvider {
    FailsOnDamage(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected Optional<FlagDefinitionCacheData> decode(StoredEntry entry) {
      return Optional.of(FlagDefinitionJson.parse(entry.json()));
    }
  }

  static final class UnclearLimit extends ReferenceProvider {
    UnclearLimit(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected RuntimeException tooLong(int size, int limit) {
      return new IllegalArgumentException("The document is too long");
    }
  }

  static final class ReadsAnEmptyDocument extends ReferenceProvider {
    private static final FlagDefinitionCacheData EMPTY =
        FlagDefinitionCacheData.of(Map.of("flags", List.of()));

    ReadsAnEmptyDocument(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    public CompletableFuture<Optional<FlagDefinitionCacheData>> getFlagDefinitions() {
      return super.getFlagDefinitions().thenApply(read -> read.or(() -> Optional.of(EMPTY)));
    }
  }

  static final class DecodesAgain extends ReferenceProvider {
    DecodesAgain(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    protected Optional<FlagDefinitionCacheData> get(Deadline deadline) throws Exception {
      return super.get(deadline).map(data -> FlagDefinitionCacheData.of(data.document()));
    }
  }
}
