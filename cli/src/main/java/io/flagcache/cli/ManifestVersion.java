package io.flagcache.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version that the jar names in its manifest. */
public final class ManifestVersion implements IVersionProvider {

  /** Called by the parser of the command line. */
  public ManifestVersion() {}

  @Override
  public String[] getVersion() {
    String version = ManifestVersion.class.getPackage().getImplementationVersion();
    return new String[] {
      "flagcache " + Optional.ofNullable(version).orElse("(not run from its jar)"),
      "Java " + System.getProperty("java.version")
    };
  }
}
