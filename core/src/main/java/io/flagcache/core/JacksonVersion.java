package io.flagcache.core;

import com.fasterxml.jackson.core.Version;
import com.fasterxml.jackson.core.json.PackageVersion;
import java.util.Optional;

/** An application chooses the version of Jackson, and may choose one that is too old. */
final class JacksonVersion {

  /** The first that limits names as well as nesting, numbers and texts. */
  private static final int LEAST_MINOR = 16;

  private JacksonVersion() {}

  /**
   * Requires what can be used.
   *
   * @throws IllegalStateException if the class path has an older version
   */
  static void requireUsable() {
    problemOf(PackageVersion.VERSION, com.fasterxml.jackson.databind.cfg.PackageVersion.VERSION)
        .ifPresent(
            problem -> {
              throw new IllegalStateException(problem);
            });
  }

  static Optional<String> problemOf(Version core, Version databind) {
    return isUsable(core) && isUsable(databind)
        ? Optional.empty()
        : Optional.of(
            "The class path has jackson-core "
                + core
                + " and jackson-databind "
                + databind
                + ", and flagcache needs 2."
                + LEAST_MINOR
                + " or a later 2.x of both; import com.fasterxml.jackson:jackson-bom in such a"
                + " version");
  }

  private static boolean isUsable(Version version) {
    return version.getMajorVersion() == 2 && version.getMinorVersion() >= LEAST_MINOR;
  }
}
