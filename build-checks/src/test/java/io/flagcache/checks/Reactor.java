package io.flagcache.checks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.maven.model.Model;
import org.apache.maven.model.io.xpp3.MavenXpp3Reader;
import org.codehaus.plexus.util.xml.pull.XmlPullParserException;

/** The modules as the POMs of the source tree declare them. */
final class Reactor {
  static final Path ROOT = root();
  static final Model PARENT = pom("");
  static final Model BOM = pom("bom");
  static final Model CHECKS = pom("build-checks");

  private static final Set<String> UNPUBLISHED =
      Set.of(
          "benchmarks",
          "build-checks",
          "conformance-proofs",
          "demo",
          "dynamodb-local",
          "example-directory",
          "fault-tests",
          "kit-support",
          "library-tests",
          "posthog-sdk-stub",
          "spring-boot-tests",
          "test-servers",
          "time-report");

  /** Not published by themselves: their classes are in the jar of another. */
  private static final Set<String> IN_ANOTHERS_JAR = Set.of("demo");

  /** The modules whose code reaches users. */
  static final List<Module> MODULES =
      PARENT.getModules().stream()
          .filter(
              directory -> !UNPUBLISHED.contains(directory) || IN_ANOTHERS_JAR.contains(directory))
          .map(directory -> new Module(directory, pom(directory)))
          .filter(module -> module.pom().getPackaging().equals("jar"))
          .toList();

  /** Those of them that are published by themselves. */
  static final List<Module> PUBLISHED =
      MODULES.stream().filter(module -> !UNPUBLISHED.contains(module.name())).toList();

  private Reactor() {}

  /** The module with the longest package that holds the given one. */
  static Optional<Module> moduleOf(String packageName) {
    return MODULES.stream()
        .filter(module -> (packageName + ".").startsWith(module.packageName() + "."))
        .max(Comparator.comparing(module -> module.packageName().length()));
  }

  private static Path root() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(directory.resolve(".mvn"))) {
      directory = directory.getParent();
    }
    return directory;
  }

  static Model pom(String module) {
    return read(ROOT.resolve(module).resolve("pom.xml"));
  }

  private static Model read(Path pom) {
    try (InputStream in = Files.newInputStream(pom)) {
      return new MavenXpp3Reader().read(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (XmlPullParserException e) {
      throw new IllegalStateException(pom + " is not a POM", e);
    }
  }

  /** A module, named as its directory is. */
  record Module(String name, Model pom) {
    String packageName() {
      return pom.getProperties().getProperty("module.name");
    }

    Path classes() {
      return ROOT.resolve(name).resolve("target").resolve("classes");
    }

    /** As it is installed and deployed. */
    Path publishedPomFile() {
      return ROOT.resolve(name).resolve("target").resolve("published-pom.xml");
    }

    Model publishedPom() {
      return read(publishedPomFile());
    }

    /** All that 'package' has built of it. */
    List<Path> jars() throws IOException {
      Path target = ROOT.resolve(name).resolve("target");
      if (!Files.isDirectory(target)) {
        return List.of();
      }
      try (Stream<Path> files = Files.list(target)) {
        return files.filter(file -> file.toString().endsWith(".jar")).toList();
      }
    }

    boolean isProvider() {
      return name.startsWith("provider-");
    }
  }
}
