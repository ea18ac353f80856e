package io.flagcache.checks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A project of {@code examples}, as users copy it.
 *
 * @param name of its directory
 * @param parameters what stands behind the URL of a server, if it is given one
 * @param onServer the service keys that it leads at {@code FLAGCACHE_URL}
 * @param inFile the service keys that it leads in its own database
 */
record Example(String name, String parameters, List<String> onServer, List<String> inFile) {

  static final Path FOLDER = Reactor.ROOT.resolve("examples");

  /** Those that a build without {@code -Pfull} runs: frameworks take their time. */
  static final List<String> QUICK = List.of("plain-java", "lambda-reader");

  static final List<Example> ALL =
      List.of(
          new Example("plain-java", "", List.of(), List.of("default")),
          new Example(
              "several-projects",
              "?serviceKey=partners",
              List.of("partners"),
              List.of("shop", "support")),
          new Example("lambda-reader", "", List.of(), List.of()),
          new Example("spring-boot-3", "", List.of("checkout"), List.of()),
          new Example("spring-boot-4", "", List.of(), List.of("checkout")),
          new Example("quarkus", "", List.of(), List.of("checkout")),
          new Example("micronaut", "?serviceKey=orders", List.of("orders"), List.of()));

  boolean isQuick() {
    return QUICK.contains(name);
  }

  /** A service runs until it is stopped; what leads nothing is expected to end by itself. */
  boolean isService() {
    return !onServer.isEmpty() || !inFile.isEmpty();
  }

  Path pom() {
    return FOLDER.resolve(name).resolve("pom.xml");
  }

  Path readme() {
    return FOLDER.resolve(name).resolve("README.md");
  }

  List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    boolean inBlock = false;
    for (String line : Document.read(readme()).split("\n")) {
      if (line.startsWith("```")) {
        inBlock = !inBlock;
      } else if (inBlock && line.startsWith("$ ")) {
        steps.add(new Step(line.substring(2).replaceFirst(" +#.*", ""), new ArrayList<>()));
      } else if (inBlock && !line.isBlank()) {
        steps.get(steps.size() - 1).prints().add(line);
      }
    }
    return steps;
  }

  @Override
  public String toString() {
    return name;
  }

  /**
   * A command of its README.
   *
   * @param prints lines of what it prints, with … for what differs
   */
  record Step(String command, List<String> prints) {
    List<String> words() {
      return new Document.Excerpt(0, command).words();
    }
  }
}
