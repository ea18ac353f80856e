package io.flagcache.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.testservers.RedisServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConformanceCommandTest {

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Map<String, String> environment = new HashMap<>();

  @Test
  void judgesADatabaseByItsUrl() throws Exception {
    Path json = folder.resolve("report.json");

    int exit = judge("--url", h2("judged"), "--json", json.toString());

    assertThat(exit).as(out + "\n" + err).isZero();
    assertThat(out.toString())
        .contains("✓ E3  MUST   While the lease lives")
        .contains("~ C3  MUST   A worker in the reader role")
        .contains("skipped: needs a loss of the backend's data, which is not done to a server")
        .doesNotContain("✗");
    assertThat(err.toString())
        .contains("✓ E1 of many that ask at once, one leads (")
        .contains("- R2 content above the limit")
        .containsPattern("(\\d+)/\\1 [✓-] ");
    JsonNode report = new ObjectMapper().readTree(json.toFile());
    String schema = Files.readString(Path.of("../docs/conformance-report.schema.json"));
    assertThat(
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(schema)
                .validate(report))
        .isEmpty();
    assertThat(report.get("broken").asBoolean()).isFalse();
    JsonNode summary = report.get("summary");
    assertThat(summary.get("kept").asInt() + summary.get("partly judged").asInt())
        .isGreaterThan(25);
  }

  @Test
  void touchesNothingButItsOwnServiceKeys() throws Exception {
    String database = "jdbc:h2:mem:shared;DB_CLOSE_DELAY=-1";
    try (Connection connection = DriverManager.getConnection(database);
        Statement statement = connection.createStatement()) {
      assertThat(judge("--url", h2("shared"), "--rule", "E5")).isZero();
      statement.execute("INSERT INTO flagcache_lease VALUES ('checkout', 'me', 7, 1, 90000)");
      statement.execute(
          "INSERT INTO flagcache_entry VALUES ('checkout', 7, 1, 'hash', 1, 1, 2, X'00')");

      assertThat(judge("--url", h2("shared"), "--rule", "P1,P6,P8,P10,I1")).isZero();

      assertThat(first(statement, "SELECT epoch FROM flagcache_lease WHERE owner = 'me'"))
          .isEqualTo(7);
      assertThat(first(statement, "SELECT expires_at FROM flagcache_entry WHERE hash = 'hash'"))
          .isEqualTo(2);
      String others = " WHERE service_key <> 'checkout' AND service_key NOT LIKE 'kit-%'";
      assertThat(first(statement, "SELECT count(*) FROM flagcache_lease" + others)).isZero();
      assertThat(first(statement, "SELECT count(*) FROM flagcache_entry" + others)).isZero();
      assertThat(
              first(
                  statement,
                  "SELECT (max(expires_at) - extract(epoch from current_timestamp(3)) * 1000) / 1000"
                      + " FROM flagcache_entry"))
          .isBetween(0, 900);
    }
  }

  @Test
  void judgesARedisServer() {
    assumeTrue(RedisServer.isAvailable(), "There is no Redis for this machine");
    String password = "correct-horse-battery-staple";
    try (RedisServer redis = RedisServer.startWithPassword(password)) {
      String url = "redis://:" + password + "@127.0.0.1:" + redis.port();

      assertThat(judge("--url", url, "--rule", "e2,P2", "--rule", "E8,I2"))
          .as(out + "\n" + err)
          .isZero();

      assertThat(out.toString())
          .startsWith("redis:…\nflagcache conformance kit")
          .contains("42 rules: 3 kept, 1 partly judged, 38 not run.");
      assertThat(out + "" + err).doesNotContain(password);
    }
  }

  @Test
  void findsABrokenCacheByItsUrl() {
    assertThat(judge("--url", "everyone-leads:nothing", "--rule", "E1,E3,F3")).isEqualTo(1);
    assertThat(out.toString())
        .contains("E1: 8 of 8 workers that asked at the same moment were elected, not one")
        .contains("Broken: E1, E3, F3.");
  }

  @Test
  void doesNotJudgeAServerThatWentAway() {
    FaultyFactory.WORKING.set(4); // One is asked for an answer, and two warm up.

    assertThat(judge("--url", "faulty:x?password=hidden", "--rule", "E8")).isEqualTo(2);

    assertThat(out.toString()).contains("the fixture cannot make worker 2").contains("gone away");
    assertThat(err.toString()).contains("flagcache: The cache cannot be used: gone away: faulty:");
    assertThat(out + "" + err).doesNotContain("hidden");
  }

  @Test
  void writesNoCredentialIntoTheReport() throws Exception {
    FaultyFactory.WORKING.set(1);
    Path json = folder.resolve("report.json");

    judge("--url", "faulty:x?password=hidden", "--rule", "E1", "--json", json.toString());

    assertThat(json).content().contains("gone away").doesNotContain("hidden");
  }

  @Test
  void findsTheUrlWhereOtherCommandsDo() throws Exception {
    Path file = Files.writeString(folder.resolve("url"), h2("file") + "\n");
    Path options =
        Files.writeString(folder.resolve("options"), "url=" + h2("options") + "\nrule=E5,P2");

    assertThat(judge("--url-file", file.toString(), "--rule", "E1")).as(err.toString()).isZero();
    assertThat(judge("--config", options.toString())).as(err.toString()).isZero();
    assertThat(out.toString()).contains("2 kept");
    environment.put("FLAGCACHE_URL", "everyone-leads:nothing");
    assertThat(judge("--rule", "E1")).isEqualTo(1);
    assertThat(judgeFactory("", "E1")).as("what the command line names").isZero();
  }

  @Test
  void saysSoIfNoneOfTheRulesCouldBeJudged() {
    assertThat(judge("--url", h2("none"), "--rule", "P6,H1")).isEqualTo(2);
    assertThat(out.toString()).contains("needs a loss of the backend's data");
    assertThat(err.toString()).contains("flagcache: None of the rules could be judged");
  }

  @Test
  void judgesTheStoreBelowTheEngine() throws Exception {
    Path json = folder.resolve("store.json");

    assertThat(judge("--store", "--url", h2("store"), "--rule", "S2,S4,s11", "--json", "" + json))
        .as(out + "\n" + err)
        .isZero();

    assertThat(out.toString())
        .contains("✓ S2 ", "~ S4 ", "~ S11 ", "needs a loss of the backend's data");
    assertThat(new ObjectMapper().readTree(json.toFile()).get("claimed"))
        .map(JsonNode::asText)
        .containsExactly("LAST_LEASE", "STORED_STAMP");
  }

  @Test
  void judgesNoStoreThatIsNotTheEngines() {
    assertThat(judge("--store", "--url", "everyone-leads:nothing", "--rule", "S2")).isEqualTo(2);
    assertThat(err.toString()).contains("EveryoneLeadsFactory, which does not extend");
  }

  @Test
  void countsASkipThatIsNotExpectedAsBroken() {
    String url = h2("skips");

    assertThat(judge("--url", url, "--rule", "E5,P6", "--expected-skips", "none")).isEqualTo(1);
    assertThat(out.toString())
        .contains("✓ E5 ", "P6: was skipped, and is not among the expected skips");
    assertThat(judge("--url", url, "--rule", "E5,P6", "--expected-skips", "P6")).isZero();
  }

  @Test
  void judgesWhatAFactoryMakes() {
    int closed = MemoryFixtures.CLOSED.get();

    assertThat(judgeFactory("", "E1,P6,P7,P11,C3")).as(out + "\n" + err).isZero();

    assertThat(out.toString())
        .contains("✓ P6 ")
        .contains("✓ P11 ")
        .contains("waived: never a 304 here")
        .contains("skipped: not claimed: READER_ROLE");
    assertThat(MemoryFixtures.CLOSED).hasValue(closed + 1);
  }

  @Test
  void findsABrokenFactory() {
    assertThat(judgeFactory("$EveryoneLeads", "E1,E3")).isEqualTo(1);
    assertThat(out.toString()).contains("Broken: E1, E3.");
  }

  @Test
  void findsAFactoryOnItsClassPath() throws Exception {
    Path source =
        Files.writeString(
            folder.resolve("OwnFactory.java"),
            "public class OwnFactory extends io.flagcache.cli.MemoryFixtures {}");
    ToolProvider.getSystemJavaCompiler()
        .run(null, null, null, "-cp", System.getProperty("java.class.path"), source.toString());

    assertThat(judge("--factory", "OwnFactory", "--rule", "E1")).isEqualTo(2);
    assertThat(judge("--factory", "OwnFactory", "--class-path", folder.toString(), "--rule", "E1"))
        .as(out + "\n" + err)
        .isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                        | FLAGCACHE_URL, or add --url-file, --url or --factory",
        "--url memory:x --factory X              | --factory and a cache are both given; leave one out",
        "--url memory:x --url-file url           | --url and --url-file are both given; leave one out",
        "--url memory:x --rule E99               | --rule has 'E99', which is no rule",
        "--url memory:x --store --rule E1        | --rule has 'E1', which is no rule for stores",
        "--url memory:x --expected-skips P99     | --expected-skips has 'P99', which is no rule",
        "--store --factory X                     | --store needs a cache and not a --factory",
        "--url memory:x --timescale 0            | --timescale is 0.0; use a number above 0",
        "--url memory:x --timescale fast         | 'fast' is not a double",
        "--url memory:x --json /nosuch/r.json    | --json /nosuch/r.json cannot be written"
      })
  void refusesWrongUsageInOneLine(String arguments, String message) {
    assertThat(execute(("conformance " + (arguments == null ? "" : arguments)).strip().split(" +")))
        .isEqualTo(2);
    assertThat(err.toString()).contains(message).contains("flagcache conformance --help");
    assertThat(err.toString().lines()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--url jdbc:h2:tcp://127.0.0.1:1/x;flagcache.password=hidden | does not answer: Connection refused",
        "--url redis://:hidden@127.0.0.1:1                           | does not answer",
        "--url jdbc:h2:mem:x;flagcache.nosuch=hidden                 | 'nosuch'",
        "--url jdbc:h2:mem:x;flagcache.lease=9s                      | Leave 'flagcache.lease' out of the URL",
        "--url jdbc:h2:mem:x;flagcache.createSchema=true             | Leave 'flagcache.createSchema' out of",
        "--url redis://x?serviceKey=hidden                           | Leave 'serviceKey' out of the URL",
        "--url nosuch://cache?password=hidden                        | 'nosuch'",
        "--url hidden                                                | begins with a scheme",
        "--url memory:x --class-path /nosuch.jar                     | '/nosuch.jar', which does not exist",
        "--factory nosuch.Factory                                    | nosuch.Factory was not found; add",
        "--factory java.lang.Object                                  | java.lang.Object does not implement",
        "--factory io.flagcache.cli.MemoryFixtures$NotPublic         | needs to be public",
        "--factory io.flagcache.cli.MemoryFixtures$Failing           | not today",
        "--factory io.flagcache.cli.MemoryFixtures$NoServer          | no server is there"
      })
  void saysInOneLineWhyNothingCanBeJudged(String arguments, String message) {
    assertThat(execute(("conformance " + arguments).split(" +"))).isEqualTo(2);
    assertThat(err.toString()).contains(message).doesNotContain("hidden");
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(out.toString()).isEmpty();
  }

  private static String h2(String name) {
    return "jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1";
  }

  private static int first(Statement statement, String query) throws Exception {
    try (ResultSet result = statement.executeQuery(query)) {
      assertThat(result.next()).isTrue();
      return result.getInt(1);
    }
  }

  private int judgeFactory(String nested, String rules) {
    return judge("--factory", MemoryFixtures.class.getName() + nested, "--rule", rules);
  }

  private int judge(String... arguments) {
    String timescale = System.getProperty(FlagDefinitionCacheProviderConformance.TIMESCALE, "1");
    List<String> all = new ArrayList<>(List.of("conformance", "--timescale", timescale));
    all.addAll(List.of(arguments));
    return execute(all.toArray(String[]::new));
  }

  private int execute(String... arguments) {
    return FlagcacheCommand.commandLine(environment)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
