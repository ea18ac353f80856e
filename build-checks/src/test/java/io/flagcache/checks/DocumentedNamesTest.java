package io.flagcache.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What README, CONTRIBUTING, docs and Javadoc name is there: tests, modules, files, classes and so
 * on. A failure says where the name stands and what is missing. Correct the document or, if the
 * name belongs to another project, add it to the sets below.
 */
final class DocumentedNamesTest {
  private static final Set<String> TYPES_OF_OTHERS =
      Set.of(
          "Bean",
          "ClassFilter",
          "ClientConfig",
          "CreateTable",
          "DataSerializable",
          "CredentialsResolver",
          "DescribeTable",
          "DescribeTimeToLive",
          "DynamoDbClient",
          "FencedLock",
          "HazelcastInstance",
          "IMap",
          "JavaSerializationFilterConfig",
          "LocalEvaluationPoller",
          "Matcher",
          "NameMapper",
          "Pattern",
          "PostHogBlockingFlagDefinitionCacheProvider",
          "PostHogConfig",
          "PostHogInterface",
          "ProvisionedThroughputExceeded",
          "RFencedLock",
          "RdsUtilities",
          "RedissonClient",
          "RuntimeHints",
          "ShutdownEvent",
          "Tags",
          "TempDir",
          "UpdateTimeToLive",
          "UrlConnectionHttpClient");

  /** Also those that a reader writes, and keys of a backend that look like files. */
  private static final Set<String> FILES_OF_OTHERS =
      Set.of(
          "META-INF/native-image",
          "META-INF/services",
          "checkout/payload/GENERATION",
          "checkout/lease",
          "com.example.checkout/com.example.checkout.Main",
          "com/posthog",
          "definitions.json",
          "flagcache-conformance.json",
          "flagcache-conformance/CLASS.json",
          "flagcache-conformance/CLASS.txt",
          "h2.jar",
          "hazelcast-5.4.0.jar",
          "hazelcast-5.7.0.jar",
          "image/bin/java",
          "my-flag-cache.jar",
          "proxy-config.json",
          "reachability-metadata.json",
          "report.json",
          "settings.xml");

  private static final Set<String> PROPERTIES_OF_OTHERS =
      Set.of("surefire.failIfNoSpecifiedTests", "test");

  private static DocumentedNames names;
  private static List<Document> documents;
  private static List<Document> all;

  @BeforeAll
  static void readEverything() {
    names = new DocumentedNames(TYPES_OF_OTHERS, FILES_OF_OTHERS, PROPERTIES_OF_OTHERS);
    documents = Document.all();
    all = Stream.concat(documents.stream(), names.javadoc().stream()).toList();
  }

  @Test
  void testsExist() {
    assertRight(all, DocumentedNames::missingTests);
  }

  @Test
  void modulesExist() {
    assertRight(all, DocumentedNames::missingModules);
  }

  @Test
  void profilesExist() {
    assertRight(all, DocumentedNames::missingProfiles);
  }

  @Test
  void systemPropertiesAreRead() {
    assertRight(all, DocumentedNames::missingProperties);
  }

  @Test
  void filesExist() {
    assertRight(documents, DocumentedNames::missingFiles);
  }

  @Test
  void theCommandLineHasTheCommands() {
    assertRight(all, DocumentedNames::missingCommands);
  }

  @Test
  void theCommandLineHasTheOptions() {
    assertRight(documents, DocumentedNames::missingOptions);
  }

  @Test
  void classesExist() {
    assertRight(all, DocumentedNames::missingTypes);
  }

  @Test
  void linksLeadSomewhere() {
    assertRight(documents, DocumentedNames::brokenLinks);
  }

  private static void assertRight(
      List<Document> documents, BiFunction<DocumentedNames, Document, List<String>> check) {
    assertThat(documents).isNotEmpty();
    assertThat(documents.stream().flatMap(document -> check.apply(names, document).stream()))
        .as("what documents name and is not there; see the comment of this test")
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          `./mvnw test -pl core -Dtest=NoSuchTest`           | there is no test NoSuchTest in core
          `./mvnw test -Dtest=EntryCodecTest#noSuchMethod`   | there is no test EntryCodecTest#noSuchMethod
          `./mvnw test -pl api -Dtest='EntryCodecTes*'`      | there is no test EntryCodecTes* in api
          `./mvnw verify -pl core,no-such-module -am`        | pom.xml has no module no-such-module
          `./mvnw verify -Pno-such-profile`                  | pom.xml has no profile no-such-profile
          `./mvnw verify -Dflagcache.no.such.property=1`     | nothing reads the property flagcache.no.such.property
          `build-checks/no-such-script`                      | there is no file build-checks/no-such-script
          `./mvnx verify`                                    | there is no file ./mvnx
          `no-such.properties`                               | there is no file no-such.properties
          `./flagcache no-such-command`                      | flagcache has no command no-such-command
          `flagcache sync --no-such-option 1`                | of flagcache, sync does not take --no-such-option
          `--no-such-option FILE`                            | of flagcache, no command takes --no-such-option
          `NoSuchClass`                                      | there is no class NoSuchClass
          `io.flagcache.core.FlagDefinitionCacheProvider`    | there is no class io.flagcache.core.FlagDefinitionCacheProvider
          `FlagCacheProvider.noSuchMethod()`                 | FlagCacheProvider has no noSuchMethod
          [a file](no-such-file.md)                          | there is no file no-such-file.md
          [a heading](README.md#no-such-heading)             | there is no heading no-such-heading
          "```\n$ ./flagcache no-such-command\n```"         | flagcache has no command no-such-command
          "```java\nNoSuchClass.of(cache);\n```"            | there is no class NoSuchClass
          """)
  void aWrongNameIsFound(String markdown, String problem) {
    assertThat(problemsIn(markdown))
        .singleElement()
        .asString()
        .startsWith("NEW.md:")
        .contains("\n    " + problem);
  }

  @Test
  void rightNamesAreAccepted() {
    assertThat(
            problemsIn(
                """
                `./mvnw verify -pl core,api -am -Dtest='EntryCodec*,*ProvidersTest' -Dquick -Pquick`,
                `EntryCodecTest`, `build-checks/own-provider`, `cli/target/quick/flagcache.jar`,
                `Duration`, `FlagCacheProvider.rights(role)`, `io.flagcache.core.store.FlagCacheStore`,
                `--url jdbc:h2:mem:x`, `flagcache sync --host https://localhost`, [a](README.md#see-it)
                ```
                $ FLAGCACHE_URL=memory: ./flagcache status --json # a comment --without a meaning
                flagcache prints this
                ```
                """))
        .isEmpty();
  }

  private static List<String> problemsIn(String markdown) {
    Path file = Reactor.ROOT.resolve("NEW.md");
    Document document = Document.markdown(file, markdown.replace("\\n", "\n"));
    return Stream.<BiFunction<DocumentedNames, Document, List<String>>>of(
            DocumentedNames::missingTests,
            DocumentedNames::missingModules,
            DocumentedNames::missingProfiles,
            DocumentedNames::missingProperties,
            DocumentedNames::missingFiles,
            DocumentedNames::missingCommands,
            DocumentedNames::missingOptions,
            DocumentedNames::missingTypes,
            DocumentedNames::brokenLinks)
        .flatMap(check -> check.apply(names, document).stream())
        .toList();
  }
}
