package io.flagcache.checks;

import io.flagcache.checks.Document.Excerpt;
import io.flagcache.cli.FlagcacheCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.maven.model.Profile;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Looks up what documents name. Each check returns a sentence for each name that is wrong. */
final class DocumentedNames {
  private static final Pattern TYPE =
      Pattern.compile("((?:[a-z]\\w*\\.)*)([A-Z]\\w*[a-z]\\w*)((?:[.#]\\w+)*)(\\(.*)?");
  private static final Pattern TYPE_IN_JAVA = Pattern.compile("(?<![\\w.])[A-Z]\\w*[a-z]\\w*");
  private static final Pattern FILE =
      Pattern.compile("[\\w.-]+\\.(?:cmd|jar|java|json|md|properties|sh|xml|ya?ml)");
  private static final Pattern PATH =
      Pattern.compile("(?:\\./)?[\\w.*-]+(?:/[\\w.*-]+)+/?|\\./\\w+|" + FILE);
  private static final Pattern COMMAND = Pattern.compile("([A-Z_]+=\\S* )*(\\./)?[\\w-]+ .*");
  private static final Pattern SCRIPT = Pattern.compile("(?:\\.\\.?/)+flagcache");
  private static final String TEST = "-Dtest=";
  private static final Pattern PROPERTY = Pattern.compile("(?<![\\w-])-D([A-Za-z][\\w.-]*)");
  private static final List<String> PACKAGES_OF_THE_JDK =
      List.of(
          "java.lang.",
          "java.io.",
          "java.net.",
          "java.net.http.",
          "java.nio.channels.",
          "java.nio.file.",
          "java.sql.",
          "java.time.",
          "java.util.",
          "java.util.concurrent.",
          "javax.sql.");

  private final Sources sources = new Sources();
  private final CommandLine flagcache = new CommandLine(new FlagcacheCommand());
  private final Set<String> othersTypes;
  private final Set<String> othersFiles;
  private final Set<String> othersProperties;

  DocumentedNames(Set<String> othersTypes, Set<String> othersFiles, Set<String> othersProperties) {
    this.othersTypes = othersTypes;
    this.othersFiles = othersFiles;
    this.othersProperties = othersProperties;
  }

  /** The comments of the main sources. */
  List<Document> javadoc() {
    return sources
        .javaFiles()
        .filter(file -> Reactor.ROOT.relativize(file).toString().contains("src/main/java"))
        .map(file -> Document.javadoc(file, sources.text(file)))
        .toList();
  }

  List<String> missingTests(Document document) {
    return find(
        document,
        code(document),
        (excerpt, problems) -> {
          List<String> words = excerpt.words();
          Set<String> modules = new TreeSet<>(modules(words));
          words.stream()
              .filter(word -> word.startsWith(TEST))
              .flatMap(word -> Arrays.stream(word.substring(TEST.length()).split(",")))
              .filter(test -> !isTest(test, sources.testClasses(modules)))
              .forEach(
                  test ->
                      problems.add(
                          "there is no test "
                              + test
                              + (modules.isEmpty() ? "" : " in " + String.join(", ", modules))));
        });
  }

  private boolean isTest(String test, Set<String> classes) {
    String[] parts = test.split("#", 2);
    Pattern name = Pattern.compile("(?:.*\\.)?" + wildcard(parts[0]));
    List<String> matching =
        classes.stream().filter(candidate -> name.matcher(candidate).matches()).toList();
    return !matching.isEmpty()
        && (parts.length == 1
            || Arrays.stream(parts[1].split("\\+"))
                .allMatch(
                    method ->
                        matching.stream()
                            .anyMatch(type -> sources.hasTestMethod(type, wildcard(method)))));
  }

  private static String wildcard(String text) {
    return text.replace(".", "\\.").replace("*", "\\w*");
  }

  List<String> missingModules(Document document) {
    return find(
        document,
        code(document),
        (excerpt, problems) ->
            modules(excerpt.words()).stream()
                .filter(module -> !Reactor.PARENT.getModules().contains(module))
                .forEach(module -> problems.add("pom.xml has no module " + module)));
  }

  private static List<String> modules(List<String> words) {
    return valuesOf(words, "-pl").map(name -> name.replaceFirst("^!", "")).toList();
  }

  List<String> missingProfiles(Document document) {
    Set<String> profiles =
        Reactor.PARENT.getProfiles().stream().map(Profile::getId).collect(Collectors.toSet());
    return find(
        document,
        code(document),
        (excerpt, problems) ->
            valuesOf(excerpt.words(), "-P")
                .filter(profile -> !profiles.contains(profile))
                .forEach(profile -> problems.add("pom.xml has no profile " + profile)));
  }

  /** The values of an option of Maven, which follow it in the same word or in the next. */
  private static Stream<String> valuesOf(List<String> words, String option) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals(option) && i + 1 < words.size()) {
        values.add(words.get(i + 1));
      } else if (word.startsWith(option) && word.matches("-P\\w.*")) {
        values.add(word.substring(option.length()));
      }
    }
    return values.stream().flatMap(value -> Arrays.stream(value.split(",")));
  }

  List<String> missingProperties(Document document) {
    return find(
        document,
        code(document),
        (excerpt, problems) ->
            matches(PROPERTY, excerpt.text())
                .map(property -> property.group(1))
                .filter(name -> !othersProperties.contains(name) && !sources.hasProperty(name))
                .forEach(name -> problems.add("nothing reads the property " + name)));
  }

  List<String> missingFiles(Document document) {
    return find(
        document,
        code(document),
        (excerpt, problems) -> {
          List<String> words = excerpt.words();
          if (words.size() == 1 || COMMAND.matcher(excerpt.text()).matches()) {
            words.stream()
                .filter(word -> PATH.matcher(word).matches())
                .filter(word -> !othersFiles.contains(word) && !isFile(word))
                .forEach(word -> problems.add("there is no file " + word));
          }
        });
  }

  /** A path from the root or, if it begins with src, from any module; or a name without a path. */
  private boolean isFile(String path) {
    if (!path.contains("/") || path.startsWith("src/")) {
      return sources.hasFile(path);
    }
    // What a build makes need not be there.
    return Files.exists(Reactor.ROOT.resolve(path.split("(^|/)target/", 2)[0]));
  }

  List<String> missingCommands(Document document) {
    return find(
        document,
        code(document),
        (excerpt, problems) -> {
          List<String> words = excerpt.words();
          int command = indexOf(SCRIPT, words);
          // At the beginning of a line in a block it is what a command printed.
          boolean isCommand = excerpt.text().startsWith("flagcache ") && isSpan(document, excerpt);
          if (command >= 0 || isCommand) {
            checkCommand(words.subList(Math.max(command, 0) + 1, words.size()), problems);
          }
        });
  }

  List<String> missingOptions(Document document) {
    return find(
        document,
        document.spans().stream().filter(excerpt -> excerpt.text().startsWith("--")),
        (excerpt, problems) ->
            checkOptions(
                excerpt.words(),
                flagcache.getSubcommands().values(),
                "no command takes",
                problems));
  }

  private static int indexOf(Pattern pattern, List<String> words) {
    return words.stream()
        .filter(word -> pattern.matcher(word).matches())
        .findFirst()
        .map(words::indexOf)
        .orElse(-1);
  }

  private void checkCommand(List<String> words, List<String> problems) {
    String name = words.isEmpty() ? "--help" : words.get(0);
    CommandLine command = name.startsWith("-") ? flagcache : flagcache.getSubcommands().get(name);
    if (command == null) {
      problems.add(
          "flagcache has no command "
              + name
              + "; it has "
              + String.join(", ", flagcache.getSubcommands().keySet()));
    } else {
      checkOptions(words, List.of(command), command.getCommandName() + " does not take", problems);
    }
  }

  private static void checkOptions(
      List<String> words, Collection<CommandLine> commands, String nobody, List<String> problems) {
    for (String word : words) {
      String option = word.replaceFirst("=.*", "");
      if (option.startsWith("--")
          && commands.stream()
              .map(CommandLine::getCommandSpec)
              .map((CommandSpec spec) -> spec.findOption(option))
              .allMatch(found -> found == null)) {
        problems.add("of flagcache, " + nobody + " " + option);
      }
    }
  }

  List<String> missingTypes(Document document) {
    List<String> problems =
        new ArrayList<>(
            find(
                document,
                document.spans().stream(),
                (excerpt, found) -> {
                  Matcher type = TYPE.matcher(excerpt.text());
                  if (type.matches()) {
                    checkType(type.group(1), type.group(2), type.group(3), found);
                  }
                }));
    problems.addAll(
        find(
            document,
            document.java().stream(),
            (excerpt, found) ->
                matches(
                        TYPE_IN_JAVA,
                        excerpt.text().replaceAll("//.*|^ *(/\\*)?\\*.*|\"[^\"]*\"", ""))
                    .forEach(type -> checkType("", type.group(), "", found))));
    return problems;
  }

  private void checkType(String qualifier, String name, String members, List<String> problems) {
    if (othersTypes.contains(qualifier + name)) {
      return;
    }
    boolean ours = sources.hasType(name);
    if (qualifier.isEmpty() ? !ours && !isOfTheJdk(name) : !hasSource(qualifier, name)) {
      problems.add("there is no class " + qualifier + name);
    } else if (ours) {
      for (String member : members.split("[.#]", -1)) {
        if (!member.isEmpty() && !sources.typeMentions(name, member)) {
          problems.add(name + " has no " + member);
        }
      }
    }
  }

  private boolean hasSource(String qualifier, String name) {
    return sources.hasFile(qualifier.replace('.', '/') + name + ".java");
  }

  private static boolean isOfTheJdk(String name) {
    return PACKAGES_OF_THE_JDK.stream()
        .anyMatch(
            packageName -> {
              try {
                Class.forName(packageName + name, false, ClassLoader.getPlatformClassLoader());
                return true;
              } catch (ClassNotFoundException e) {
                return false;
              }
            });
  }

  List<String> brokenLinks(Document document) {
    return find(
        document,
        document.links().stream().filter(link -> !link.text().matches("[a-z]+:.*")),
        (link, problems) -> {
          String[] parts = link.text().split("#", 2);
          Path target =
              parts[0].isEmpty()
                  ? document.file()
                  : document.file().resolveSibling(parts[0]).normalize();
          if (!Files.exists(target)) {
            problems.add("there is no file " + Reactor.ROOT.relativize(target));
          } else if (parts.length == 2 && !headings(document, target).hasHeading(parts[1])) {
            problems.add("there is no heading " + parts[1]);
          }
        });
  }

  private static Document headings(Document document, Path target) {
    return target.equals(document.file())
        ? document
        : Document.markdown(target, Document.read(target));
  }

  private static boolean isSpan(Document document, Excerpt excerpt) {
    return document.spans().contains(excerpt);
  }

  private static Stream<Excerpt> code(Document document) {
    return Stream.concat(document.spans().stream(), document.commands().stream());
  }

  private static Stream<MatchResult> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results();
  }

  private static List<String> find(
      Document document, Stream<Excerpt> excerpts, BiConsumer<Excerpt, List<String>> check) {
    List<String> problems = new ArrayList<>();
    excerpts.forEach(
        excerpt -> {
          List<String> found = new ArrayList<>();
          check.accept(excerpt, found);
          found.forEach(
              problem ->
                  problems.add(
                      document.place(excerpt)
                          + ": "
                          + excerpt.text().strip()
                          + "\n    "
                          + problem));
        });
    return problems;
  }
}
