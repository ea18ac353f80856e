package io.flagcache.checks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A text for readers: what it shows as code, its links, and the headings that links can name. */
final class Document {
  private static final Pattern SPAN = Pattern.compile("`([^`\n]+(?:\n[^`\n]+)?)`");
  private static final Pattern WORD = Pattern.compile("(?:[^\\s'\"]|'[^']*'|\"[^\"]*\")+");
  private static final Pattern LINK = Pattern.compile("]\\(([^()\\s]+)\\)");
  private static final Pattern JAVADOC = Pattern.compile("/\\*\\*.*?\\*/", Pattern.DOTALL);
  private static final Pattern JAVADOC_CODE = Pattern.compile("\\{@code ([^{}]*)}");

  private final Path file;
  private final List<Excerpt> spans = new ArrayList<>();
  private final List<Excerpt> commands = new ArrayList<>();
  private final List<Excerpt> java = new ArrayList<>();
  private final List<Excerpt> links = new ArrayList<>();
  private final Set<String> anchors = new HashSet<>();

  private Document(Path file) {
    this.file = file;
  }

  /** README, CONTRIBUTING, everything in docs, and what comes with the examples. */
  static List<Document> all() {
    try (Stream<Path> docs = Files.walk(Reactor.ROOT.resolve("docs"))) {
      return Stream.of(
              Stream.of("README.md", "CONTRIBUTING.md").map(Reactor.ROOT::resolve),
              docs.filter(file -> file.toString().endsWith(".md")).sorted(),
              Example.ALL.stream().map(Example::readme))
          .flatMap(files -> files)
          .map(file -> markdown(file, read(file)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Document markdown(Path file, String text) {
    Document document = new Document(file);
    StringBuilder prose = new StringBuilder();
    String block = null;
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      if (line.strip().startsWith("```")) {
        block = block == null ? line.strip().substring(3) : null;
        prose.append('\n');
      } else if (block != null) {
        document.addLineOfBlock(block, number, line);
        prose.append('\n');
      } else {
        prose.append(line).append('\n');
        if (line.startsWith("#")) {
          document.anchors.add(anchor(line.replaceFirst("^#+ *", "")));
        }
      }
    }
    document.addAll(document.spans, SPAN, prose);
    document.addAll(document.links, LINK, prose);
    return document;
  }

  private void addLineOfBlock(String language, int number, String line) {
    switch (language) {
      case "", "sh" ->
          commands.add(new Excerpt(number, line.replaceFirst("^\\$ ", "").replaceAll(" # .*", "")));
      case "java" -> java.add(new Excerpt(number, line));
      default -> {}
    }
  }

  /** The code in the comments of a Java source. */
  static Document javadoc(Path file, String source) {
    Document document = new Document(file);
    Matcher comment = JAVADOC.matcher(source);
    while (comment.find()) {
      Matcher code = JAVADOC_CODE.matcher(comment.group());
      while (code.find()) {
        document.spans.add(
            new Excerpt(
                line(source, comment.start() + code.start()),
                code.group(1).replaceAll("\n *\\* *", " ")));
      }
    }
    return document;
  }

  private void addAll(List<Excerpt> list, Pattern pattern, CharSequence text) {
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      list.add(new Excerpt(line(text, matcher.start()), matcher.group(1).replaceAll("\n *", " ")));
    }
  }

  private static int line(CharSequence text, int offset) {
    int line = 1;
    for (int i = 0; i < offset; i++) {
      if (text.charAt(i) == '\n') {
        line++;
      }
    }
    return line;
  }

  /** As GitHub makes it of a heading. */
  private static String anchor(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path file() {
    return file;
  }

  /** What stands between back quotes. */
  List<Excerpt> spans() {
    return spans;
  }

  /** The lines of blocks of commands, with what they print, without comments. */
  List<Excerpt> commands() {
    return commands;
  }

  /** The lines of blocks of Java. */
  List<Excerpt> java() {
    return java;
  }

  List<Excerpt> links() {
    return links;
  }

  boolean hasHeading(String anchor) {
    return anchors.contains(anchor);
  }

  /** The place of an excerpt, as an editor opens it. */
  String place(Excerpt excerpt) {
    return Reactor.ROOT.relativize(file) + ":" + excerpt.line();
  }

  /** A piece of the text, on one line. */
  record Excerpt(int line, String text) {
    /** The words of a command, without their quotes. */
    List<String> words() {
      List<String> words = new ArrayList<>();
      Matcher matcher = WORD.matcher(text);
      while (matcher.find()) {
        words.add(matcher.group().replaceAll("['\"]", ""));
      }
      return words;
    }
  }
}
