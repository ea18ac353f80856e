package io.flagcache.benchmarks.start;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** The class path of this JVM with jars in the place of directories, as users have it. */
final class JarredClassPath {

  private JarredClassPath() {}

  /** Writes the jars that are missing into a directory, and names all. */
  static String in(Path directory) throws IOException {
    Files.createDirectories(directory);
    List<String> elements = new ArrayList<>();
    for (String element : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(element);
      if (Files.isDirectory(path)) {
        Path jar = directory.resolve(elements.size() + ".jar");
        write(path, jar);
        elements.add(jar.toAbsolutePath().toString());
      } else if (Files.exists(path)) {
        elements.add(element);
      }
    }
    return String.join(File.pathSeparator, elements);
  }

  private static void write(Path classes, Path jar) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      files.filter(Files::isRegularFile).forEach(file -> add(classes, file, out));
    }
  }

  private static void add(Path classes, Path file, JarOutputStream out) {
    try {
      String name = classes.relativize(file).toString().replace(File.separatorChar, '/');
      out.putNextEntry(new JarEntry(name));
      Files.copy(file, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
