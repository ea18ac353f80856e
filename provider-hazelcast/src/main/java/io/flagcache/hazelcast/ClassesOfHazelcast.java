package io.flagcache.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import java.util.regex.Pattern;

/**
 * Finds Hazelcast's own classes, those of Java that failures consist of, and what a configuration
 * file names. Hazelcast makes objects by the name of their class also without serialization by
 * Java, which no filter sees.
 */
final class ClassesOfHazelcast extends ClassLoader {

  /** For configurations that name no class. */
  static final ClassLoader LOADER = new ClassesOfHazelcast("");

  private static final Pattern FOUND =
      Pattern.compile(
          "com\\.hazelcast\\..+|java\\.(lang|io|net|util\\.concurrent)\\..+"
              + "|java\\.util\\.(ArrayList|Collections\\$.+)");

  private final String configuration;

  /**
   * Finds what is named in a configuration, too.
   *
   * @param configuration a text
   */
  ClassesOfHazelcast(String configuration) {
    super(null);
    this.configuration = configuration;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!FOUND.matcher(name).matches() && !configuration.contains(name)) {
      throw new ClassNotFoundException(name + " is no class that flagcache stores");
    }
    return Class.forName(name, false, HazelcastInstance.class.getClassLoader());
  }
}
