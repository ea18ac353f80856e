package io.flagcache.testservers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a JVM is started that lives for a test alone, of which there are hundreds in a build. */
public final class ShortJvm {

  private ShortJvm() {}

  /**
   * The command up to the class path or jar.
   *
   * @param options more options of the JVM
   * @return a list to add to
   */
  public static List<String> command(String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of(options));
    return command;
  }
}
