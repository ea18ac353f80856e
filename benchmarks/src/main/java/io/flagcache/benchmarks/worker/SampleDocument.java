package io.flagcache.benchmarks.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagcache.FlagDefinitionCacheData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Flag definitions of a given size, as a project has them: keys and texts of words, identifiers,
 * rules of some kinds. The same on each machine.
 *
 * @param map as an SDK has it
 * @param data as it is handed over
 */
public record SampleDocument(Map<String, Object> map, FlagDefinitionCacheData data) {

  private static final JsonMapper MAPPER = new JsonMapper();

  private static final List<String> WORDS =
      List.of(
          "account",
          "alpha",
          "annual",
          "banner",
          "basket",
          "billing",
          "button",
          "campaign",
          "checkout",
          "coupon",
          "customer",
          "dashboard",
          "delivery",
          "discount",
          "editor",
          "export",
          "feature",
          "filter",
          "gallery",
          "header",
          "import",
          "invoice",
          "journey",
          "landing",
          "layout",
          "legacy",
          "loyalty",
          "mobile",
          "notice",
          "order",
          "payment",
          "picker",
          "preview",
          "pricing",
          "profile",
          "report",
          "review",
          "search",
          "session",
          "shipping",
          "signup",
          "summary",
          "survey",
          "theme",
          "trial",
          "upload",
          "wallet",
          "widget");

  private static final List<String> OPERATORS =
      List.of("exact", "icontains", "is_not", "regex", "gt", "is_set");

  private static final List<String> PROPERTIES =
      List.of("email", "plan", "country", "company_id", "app_version", "created_at", "role");

  /**
   * Documents of nearly this size as JSON, each of which differs from the next in some flags.
   *
   * @param bytes the size
   * @param count how many
   */
  public static List<SampleDocument> versions(int bytes, int count) {
    return IntStream.range(0, count).mapToObj(version -> of(bytes, version)).toList();
  }

  private static SampleDocument of(int bytes, int version) {
    Random random = new Random(bytes);
    List<Map<String, Object>> flags = new ArrayList<>();
    for (int size = 0; size < bytes; ) {
      Map<String, Object> flag = flag(random, flags.size(), version);
      size += json(flag).length + 1;
      flags.add(flag);
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("flags", flags);
    document.put("group_type_mapping", Map.of("0", "organization", "1", "project"));
    document.put("cohorts", Map.of());
    return new SampleDocument(document, FlagDefinitionCacheData.of(document));
  }

  private static Map<String, Object> flag(Random random, int number, int version) {
    Map<String, Object> flag = new LinkedHashMap<>();
    flag.put("id", 100_000 + random.nextInt(900_000));
    flag.put("team_id", 17);
    flag.put("name", words(random, 5, " "));
    flag.put("key", words(random, 3, "-") + "-" + number);
    flag.put("version", number % 20 == 0 ? version : 1);
    flag.put("deleted", false);
    flag.put("active", random.nextInt(5) > 0);
    flag.put("ensure_experience_continuity", false);
    List<Object> groups = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(3); i++) {
      groups.add(group(random));
    }
    Map<String, Object> filters = new LinkedHashMap<>();
    filters.put("groups", groups);
    filters.put("payloads", Map.of("true", "{\"text\": \"" + words(random, 4, " ") + "\"}"));
    flag.put("filters", filters);
    return flag;
  }

  private static Map<String, Object> group(Random random) {
    List<Object> properties = new ArrayList<>();
    for (int i = 0; i < random.nextInt(4); i++) {
      Map<String, Object> property = new LinkedHashMap<>();
      property.put("key", PROPERTIES.get(random.nextInt(PROPERTIES.size())));
      property.put("type", "person");
      property.put("operator", OPERATORS.get(random.nextInt(OPERATORS.size())));
      property.put("value", List.of(words(random, 1, ""), Long.toHexString(random.nextLong())));
      properties.add(property);
    }
    Map<String, Object> group = new LinkedHashMap<>();
    group.put("properties", properties);
    group.put("rollout_percentage", random.nextInt(101));
    return group;
  }

  private static String words(Random random, int count, String separator) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      words.add(WORDS.get(random.nextInt(WORDS.size())));
    }
    return String.join(separator, words);
  }

  /** The text, written anew each time. */
  public byte[] json() {
    return json(map);
  }

  /** The text of what Jackson reads and writes without a model. */
  static byte[] json(Map<String, ?> object) {
    try {
      return MAPPER.writeValueAsBytes(object);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What Jackson makes of a text without a model. */
  public static Map<?, ?> parse(byte[] json) {
    try {
      return MAPPER.readValue(json, Map.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
