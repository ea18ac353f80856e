package io.flagcache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.testservers.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The code that the guide gives to users. */
final class OtherLanguagesGuide {

  private static final Path GUIDE = Path.of("../docs/other-languages.md");

  /** A block whose first line is a comment that names a file. */
  private static final Pattern FILE =
      Pattern.compile(
          "^```\\w+\\n(?://|#) (\\S+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  /** The line that grants a reader its rights. */
  private static final Pattern GRANT =
      Pattern.compile("^ACL SETUSER (\\S+) on >PASSWORD .*$", Pattern.MULTILINE);

  private OtherLanguagesGuide() {}

  /** The server's URL for a user that has the rights of a reader and no others. */
  static String readerUrl(RedisServer server) throws IOException {
    Matcher grant = GRANT.matcher(Files.readString(GUIDE));
    assertThat(grant.find()).isTrue();
    server.command((Object[]) grant.group().replace(">PASSWORD", ">rights").split(" "));
    return server
        .url()
        .replace("://:" + RedisTestServers.PASSWORD, "://" + grant.group(1) + ":rights");
  }

  /** Writes the file that the guide shows under this name. */
  static void writeFile(String name, Path directory) throws IOException {
    Matcher block = FILE.matcher(Files.readString(GUIDE));
    while (block.find()) {
      if (block.group(1).equals(name)) {
        Files.writeString(directory.resolve(name), block.group(2));
        return;
      }
    }
    assertThat(GUIDE).as("has no block of code for " + name).isEmptyFile();
  }
}
