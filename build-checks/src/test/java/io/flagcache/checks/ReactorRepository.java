package io.flagcache.checks;

import io.flagcache.checks.Reactor.Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * A local repository for a nested Maven: links to that of the outer build, into which downloads go,
 * and what this build made in the place of anything of ours that is installed there. So nothing has
 * to be installed, and no phase that makes jars has to have been run.
 */
final class ReactorRepository {
  private static final Path GROUP = Path.of("io", "flagcache");

  private final Path directory;

  private ReactorRepository(Path directory) {
    this.directory = directory;
  }

  /** Makes it, or brings it up to date. */
  static Path at(Path directory) throws IOException {
    new ReactorRepository(directory).fill();
    return directory;
  }

  private void fill() throws IOException {
    Path outer = Path.of(System.getProperty("build.repository"));
    link(outer, directory, GROUP.getName(0));
    link(outer.resolve(GROUP.getName(0)), directory.resolve(GROUP.getName(0)), GROUP.getName(1));
    putPom(Reactor.BOM.getArtifactId(), Reactor.ROOT.resolve("bom/pom.xml"));
    for (Module module : Reactor.PUBLISHED) {
      if (!module.name().equals("cli")) {
        String artifact = module.pom().getArtifactId();
        putPom(artifact, module.publishedPomFile());
        putJar(file(artifact, "jar"), module.classes());
      }
    }
  }

  private static void link(Path from, Path to, Path except) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> groups = Files.list(from)) {
      for (Path group : groups.filter(Files::isDirectory).toList()) {
        Path link = to.resolve(group.getFileName());
        if (!group.getFileName().equals(except) && !Files.exists(link)) {
          Files.createSymbolicLink(link, group);
        }
      }
    }
  }

  private Path file(String artifact, String extension) throws IOException {
    String version = Reactor.PARENT.getVersion();
    Path folder = directory.resolve(GROUP).resolve(artifact).resolve(version);
    return Files.createDirectories(folder).resolve(artifact + "-" + version + "." + extension);
  }

  private void putPom(String artifact, Path pom) throws IOException {
    Files.copy(pom, file(artifact, "pom"), StandardCopyOption.REPLACE_EXISTING);
  }

  private static void putJar(Path jar, Path classes) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      List<Path> content = files.filter(Files::isRegularFile).sorted().toList();
      for (Path file : content) {
        String name = classes.relativize(file).toString().replace('\\', '/');
        out.putNextEntry(new JarEntry(name));
        Files.copy(file, out);
      }
    }
  }
}
