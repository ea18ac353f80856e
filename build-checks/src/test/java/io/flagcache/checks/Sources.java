package io.flagcache.checks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files of the source tree, and the types that its Java sources declare. */
final class Sources {
  private static final Pattern TYPE =
      Pattern.compile("(?m)^\\s*(?:[a-z-]+\\s+)*@?(?:class|interface|record|enum)\\s+([A-Z]\\w*)");

  private final List<Path> files = new ArrayList<>();
  private final Map<Path, String> texts = new HashMap<>();
  private final Map<String, List<Path>> types = new HashMap<>();

  Sources() {
    try {
      Files.walkFileTree(Reactor.ROOT, new Collector());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (Path file : files) {
      if (file.toString().matches(".*\\.(java|xml|properties)")) {
        texts.put(file, Document.read(file));
      }
      if (file.toString().endsWith(".java")) {
        Matcher type = TYPE.matcher(texts.get(file));
        while (type.find()) {
          types.computeIfAbsent(type.group(1), name -> new ArrayList<>()).add(file);
        }
      }
    }
  }

  Stream<Path> javaFiles() {
    return files.stream().filter(file -> file.toString().endsWith(".java"));
  }

  String text(Path file) {
    return texts.get(file);
  }

  /** Whether there is a file whose path ends with these names. */
  boolean hasFile(String name) {
    return files.stream().anyMatch(file -> file.endsWith(name));
  }

  boolean hasType(String name) {
    return types.containsKey(name);
  }

  /** Whether the source of a type of this simple name has the word. */
  boolean typeMentions(String type, String word) {
    Pattern pattern = Pattern.compile("\\b" + Pattern.quote(word) + "\\b");
    return types.getOrDefault(type, List.of()).stream()
        .anyMatch(file -> pattern.matcher(text(file)).find());
  }

  /** Whether code or a file of settings reads the system property, or a POM has it. */
  boolean hasProperty(String name) {
    Path checks = Reactor.ROOT.resolve("build-checks");
    return texts.entrySet().stream()
        .filter(source -> !source.getKey().startsWith(checks))
        .anyMatch(
            source ->
                source.getKey().toString().endsWith(".java")
                    ? source.getValue().contains('"' + name + '"')
                    : source.getValue().contains("${" + name)
                        || source.getValue().contains('<' + name + '>')
                        || source.getValue().contains("<name>" + name + "</name>"));
  }

  /** The test classes in these modules, or in all if none is named, by their qualified names. */
  Set<String> testClasses(Set<String> modules) {
    return javaFiles()
        .map(Reactor.ROOT::relativize)
        .filter(file -> modules.isEmpty() || modules.contains(file.getName(0).toString()))
        .filter(file -> file.startsWith(file.getName(0).resolve("src/test/java")))
        .map(file -> file.subpath(4, file.getNameCount()).toString())
        .map(file -> file.replaceAll("\\.java$", "").replace('/', '.').replace('\\', '.'))
        .collect(Collectors.toSet());
  }

  /** Whether the class or one that it extends declares a method that returns nothing. */
  boolean hasTestMethod(String qualifiedName, String method) {
    Optional<String> type = Optional.of(qualifiedName.replaceAll(".*\\.", ""));
    while (type.isPresent()) {
      String name = type.get();
      List<String> sources = types.getOrDefault(name, List.of()).stream().map(this::text).toList();
      if (sources.stream().anyMatch(text -> text.matches("(?s).*\\bvoid " + method + "\\(.*"))) {
        return true;
      }
      Pattern header = Pattern.compile("\\bclass " + name + "\\b[^{]*?\\bextends\\s+(\\w+)");
      type =
          sources.stream()
              .map(header::matcher)
              .filter(Matcher::find)
              .map(found -> found.group(1))
              .findFirst();
    }
    return false;
  }

  private final class Collector extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      return directory.endsWith("target") || directory.endsWith(".git")
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      files.add(file);
      return FileVisitResult.CONTINUE;
    }
  }
}
