package io.flagcache.testservers;

import static java.util.stream.Collectors.joining;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * An application in a named module, which requires {@code io.flagcache.core} alone and finds the
 * backend by its URL. Its module path is what the POM of the module under test gives at run time.
 */
public final class ModularApplication {

  /** Printed at the end, when one worker was elected and another read what it published. */
  public static final String DONE = "Read [{key=new-checkout}]";

  private static final String NAME = "application";

  /** Written by the profile {@code named-module}. */
  private static final Path RUNTIME_PATH = Path.of("target", "runtime-path");

  private static final Path MODULES_DOCUMENT = Path.of("../docs/modules-and-native-images.md");

  private static final String DECLARATION =
      """
      module application {
        requires io.flagcache.core;
      }
      """;

  private static final String MAIN =
      """
      package application;

      import io.flagcache.FlagDefinitionCacheData;
      import io.flagcache.core.FlagCacheProvider;
      import java.util.List;
      import java.util.Map;
      import java.util.concurrent.CompletionException;
      import java.util.concurrent.CompletionStage;
      import java.util.function.Supplier;

      public final class Main {
        private static final int ATTEMPTS = 10;

        public static void main(String[] urls) {
          FlagCacheProvider leader = FlagCacheProvider.open(urls[0]);
          FlagCacheProvider reader = FlagCacheProvider.open(urls[0]);
          System.out.println("Elected " + result(leader::shouldFetchFlagDefinitions));
          FlagDefinitionCacheData data =
              FlagDefinitionCacheData.of(
                  Map.of("flags", List.of(Map.of("key", "new-checkout"))));
          result(() -> leader.onFlagDefinitionsReceived(data));
          System.out.println("Elected " + result(reader::shouldFetchFlagDefinitions));
          System.out.println(
              "Read " + result(reader::getFlagDefinitions).orElseThrow().document().get("flags"));
          result(reader::shutdown);
          result(leader::shutdown);
          System.exit(0);
        }

        /** Tries again what a busy machine did not do within the deadline. */
        private static <T> T result(Supplier<CompletionStage<T>> call) {
          for (int attempt = 1; ; attempt++) {
            try {
              return call.get().toCompletableFuture().join();
            } catch (CompletionException e) {
              if (attempt == ATTEMPTS) {
                throw e;
              }
            }
          }
        }
      }
      """;

  private final Path directory;
  private final List<Path> modulePath;

  private ModularApplication(Path directory, List<Path> modulePath) {
    this.directory = directory;
    this.modulePath = modulePath;
  }

  /**
   * Compiles it for the module under test.
   *
   * @param directory an empty one
   * @param jars how the names of those begin that are taken from the class path of this JVM,
   *     instead of what the POM says or beside it: drivers, for example, which users bring
   */
  public static ModularApplication compile(Path directory, String... jars) {
    try {
      List<Path> modulePath = new ArrayList<>();
      modulePath.add(Files.createDirectory(directory.resolve(NAME)));
      modulePath.add(Path.of("target", "classes").toAbsolutePath());
      paths(Files.readString(RUNTIME_PATH).strip())
          .filter(path -> Stream.of(jars).noneMatch(jar -> isNamed(path, jar)))
          .forEach(modulePath::add);
      Stream.of(jars).map(ModularApplication::jarOfThisJvm).forEach(modulePath::add);
      ModularApplication application = new ModularApplication(directory, modulePath);
      application.compile();
      return application;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> paths(String path) {
    return Stream.of(path.split(Pattern.quote(File.pathSeparator))).map(Path::of);
  }

  private static Path jarOfThisJvm(String name) {
    return paths(System.getProperty("java.class.path"))
        .filter(path -> isNamed(path, name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("The class path has no " + name));
  }

  private static boolean isNamed(Path path, String name) {
    return path.getFileName().toString().startsWith(name);
  }

  private void compile() throws IOException {
    Path sources = Files.createDirectory(directory.resolve("sources"));
    List<String> arguments =
        List.of(
            "-proc:none",
            "-d",
            modulePath.get(0).toString(),
            "-p",
            text(modulePath),
            Files.writeString(sources.resolve("module-info.java"), DECLARATION).toString(),
            Files.writeString(sources.resolve("Main.java"), MAIN).toString());
    tool("javac", arguments);
  }

  /**
   * The modules of the JDK that a backend needs, as docs/modules-and-native-images.md lists them.
   *
   * @param artifact of the backend
   */
  public static String documentedModules(String artifact) {
    try (Stream<String> lines = Files.lines(MODULES_DOCUMENT)) {
      return lines
          .filter(line -> line.startsWith("| `" + artifact + "` | `java."))
          .map(line -> line.split("`", -1)[3])
          .findFirst()
          .orElseThrow(() -> new IllegalStateException(MODULES_DOCUMENT + " lacks " + artifact));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the application says about the cache behind a URL, and then ends. */
  public String run(String url, String... options) {
    return run(Path.of(System.getProperty("java.home")), modulePath, url, options);
  }

  /** Does so in a run-time image of the JDK's modules alone. */
  public String runInImageOf(String modules, String url, String... options) {
    return run(link(List.of(), modules), modulePath, url, options);
  }

  /**
   * Does so in a run-time image that holds the application, too, with what cannot be linked on the
   * module path.
   *
   * @param modules to link beside the application's own
   * @param driver how the name of the jar begins that cannot be linked
   */
  public String runInImageWithApplication(String modules, String driver, String url) {
    Path jar = jarOfThisJvm(driver);
    List<Path> linked = modulePath.stream().filter(path -> !path.equals(jar)).toList();
    return run(link(linked, NAME + "," + modules), List.of(jar), url);
  }

  private Path link(List<Path> path, String modules) {
    Path image = directory.resolve("image");
    List<String> arguments =
        new ArrayList<>(List.of("--output", image.toString(), "--add-modules", modules));
    if (!path.isEmpty()) {
      arguments.addAll(List.of("-p", text(path)));
    }
    tool("jlink", arguments);
    return image;
  }

  private static void tool(String name, List<String> arguments) {
    StringWriter said = new StringWriter();
    PrintWriter output = new PrintWriter(said);
    int result =
        ToolProvider.findFirst(name)
            .orElseThrow()
            .run(output, output, arguments.toArray(String[]::new));
    if (result != 0) {
      throw new IllegalStateException(name + " " + arguments + " failed: " + said);
    }
  }

  private String run(Path javaHome, List<Path> path, String url, String... options) {
    List<String> command = new ArrayList<>();
    command.add(javaHome.resolve("bin").resolve("java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of(options));
    command.addAll(List.of("-p", text(path), "-m", NAME + "/" + NAME + ".Main", url));
    Path output = directory.resolve("output");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      try {
        process.waitFor(5, TimeUnit.MINUTES);
      } finally {
        process.destroyForcibly();
      }
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String text(List<Path> path) {
    return path.stream().map(Path::toString).collect(joining(File.pathSeparator));
  }
}
