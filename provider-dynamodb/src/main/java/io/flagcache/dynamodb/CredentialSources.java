package io.flagcache.dynamodb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.profiles.ProfileProperty;

/**
 * Where the AWS SDK is told to get credentials from. Its failure says only that it got none: what
 * is configured tells a service that hands them out, and may be down for a while, from credentials
 * that are not there.
 */
final class CredentialSources {

  private static final Set<String> PROPERTIES_OF_SERVICES =
      Set.of(
          ProfileProperty.ROLE_ARN,
          ProfileProperty.WEB_IDENTITY_TOKEN_FILE,
          ProfileProperty.CREDENTIAL_PROCESS,
          ProfileProperty.SSO_START_URL,
          "sso_session");

  /** Holds the maker of a virtual machine; nothing elsewhere. */
  private static final Path VENDOR = Path.of("/sys/class/dmi/id/sys_vendor");

  private CredentialSources() {}

  /** Whether a service is asked for them. */
  static boolean isServiceAsked() {
    return Stream.of(
                SdkSystemSetting.AWS_CONTAINER_CREDENTIALS_FULL_URI,
                SdkSystemSetting.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI,
                SdkSystemSetting.AWS_WEB_IDENTITY_TOKEN_FILE,
                SdkSystemSetting.AWS_EC2_METADATA_SERVICE_ENDPOINT)
            .anyMatch(setting -> setting.getNonDefaultStringValue().isPresent())
        || isAskedByProfile()
        || isAskedByMachine();
  }

  private static boolean isAskedByProfile() {
    try {
      Optional<Profile> profile =
          ProfileFile.defaultProfileFile()
              .profile(ProfileFileSystemSetting.AWS_PROFILE.getStringValueOrThrow());
      return profile
          .filter(
              found ->
                  found.properties().keySet().stream().anyMatch(PROPERTIES_OF_SERVICES::contains))
          .isPresent();
    } catch (RuntimeException unreadable) {
      return false; // Of which the SDK makes nothing either.
    }
  }

  /** A machine of EC2 has a service of its own, which needs no setting. */
  private static boolean isAskedByMachine() {
    boolean disabled = SdkSystemSetting.AWS_EC2_METADATA_DISABLED.getBooleanValue().orElse(false);
    try {
      return !disabled && Files.readString(VENDOR).startsWith("Amazon EC2");
    } catch (IOException notReadable) {
      return false;
    }
  }
}
