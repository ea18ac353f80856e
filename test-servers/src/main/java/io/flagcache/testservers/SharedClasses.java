package io.flagcache.testservers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * The class path of this JVM for others that all run the same classes, and an archive of these
 * classes, with which a JVM starts in less time. One that cannot use it does without.
 */
public final class SharedClasses {

  /** Another JVM knows neither the option nor the archive. */
  private static final String IF_KNOWN = "-XX:+IgnoreUnrecognizedVMOptions";

  private final Path directory;
  private final String classPath;
  private final Path archive;

  /**
   * Finds the archive, if it was made before from the same files.
   *
   * @param directory where the archive is kept
   */
  public SharedClasses(Path directory) {
    this.directory = directory.toAbsolutePath();
    try {
      Files.createDirectories(directory);
      List<Path> jars = jars();
      classPath = jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
      archive = this.directory.resolve(key(jars) + ".jsa");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String classPath() {
    return classPath;
  }

  /** Options of a JVM that starts with the archive, if there is one. */
  public List<String> options() {
    return isRecorded() ? List.of(IF_KNOWN, "-XX:SharedArchiveFile=" + archive) : List.of();
  }

  public boolean isRecorded() {
    return Files.exists(archive);
  }

  /** What loads the classes. */
  public interface Recording {

    /**
     * Starts a JVM, has it do what the others will do, and waits until it has ended.
     *
     * @param options of that JVM
     * @return whether it ended by itself
     */
    boolean run(List<String> options);
  }

  /** Makes the archive, which is not there if that fails. */
  public void record(Recording recording) {
    Path written = newFile();
    try {
      boolean ended = recording.run(List.of(IF_KNOWN, "-XX:ArchiveClassesAtExit=" + written));
      if (ended && Files.exists(written)) {
        deleteOthers();
        Files.move(written, archive, StandardCopyOption.ATOMIC_MOVE);
      }
      Files.deleteIfExists(written);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was recorded before is out of date, and large. */
  private void deleteOthers() throws IOException {
    try (DirectoryStream<Path> others = Files.newDirectoryStream(directory, "*.jsa")) {
      for (Path other : others) {
        Files.delete(other);
      }
    }
  }

  private List<Path> jars() throws IOException {
    String own =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<Path> jars = new ArrayList<>();
    for (String entry : own.split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      if (Files.isRegularFile(path)) {
        jars.add(path);
      } else if (Files.isDirectory(path) && !entry.isEmpty()) {
        jars.add(pack(path));
      }
    }
    return jars;
  }

  /** Nothing from a directory gets into an archive. */
  private Path pack(Path classes) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(classes)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    Path jar = directory.resolve(key(files) + ".jar");
    if (!Files.exists(jar)) {
      Path written = newFile();
      try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(written))) {
        for (Path file : files) {
          String name = classes.relativize(file).toString();
          out.putNextEntry(new ZipEntry(name.replace(File.separatorChar, '/')));
          Files.copy(file, out);
        }
      }
      Files.move(written, jar, StandardCopyOption.ATOMIC_MOVE);
    }
    return jar;
  }

  private Path newFile() {
    return directory.resolve(UUID.randomUUID() + ".new");
  }

  /** Differs when one of the files differs, or the JVM. */
  private static String key(List<Path> files) throws IOException {
    StringBuilder all = new StringBuilder(System.getProperty("java.vm.version"));
    for (Path file : files) {
      all.append('\n').append(file).append(' ').append(Files.size(file));
      all.append(' ').append(Files.getLastModifiedTime(file));
    }
    return UUID.nameUUIDFromBytes(all.toString().getBytes(StandardCharsets.UTF_8)).toString();
  }
}
