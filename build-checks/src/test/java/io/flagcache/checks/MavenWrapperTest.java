package io.flagcache.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Runs our {@code mvnw} in a project of its own whose Maven is a small archive on a local server.
 */
@DisabledOnOs(OS.WINDOWS)
@Execution(ExecutionMode.CONCURRENT)
final class MavenWrapperTest {
  private static final String ARCHIVE = "apache-maven-9.9.9-bin.zip";
  private static final String IN_REPOSITORY = "/org/apache/maven/apache-maven/9.9.9/" + ARCHIVE;
  private static final String PINNED = "pinned Maven with arguments: verify -q\n";

  private static final String JDK = System.getProperty("java.home");

  @TempDir private static Path compiled;
  @TempDir private Path directory;
  private final AtomicInteger downloads = new AtomicInteger();
  private final Map<String, String> environment = new HashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private String serverUrl;
  private byte[] archive;

  /** A JDK that has compiled the wrapper already, which takes longer than all else here. */
  @BeforeAll
  static void compileTheWrapper() throws Exception {
    String source = Reactor.ROOT.resolve(".mvn/wrapper/MavenWrapper.java").toString();
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", compiled.toString(), source);
    assertThat(result).isZero();
    writeScript(
        compiled.resolve("bin/java"),
        """
        count=$#
        while [ "$count" -gt 0 ]; do
          case $1 in
            */MavenWrapper.java) set -- "$@" -cp %s MavenWrapper ;;
            *) set -- "$@" "$1" ;;
          esac
          shift
          count=$((count - 1))
        done
        exec %s/bin/java "$@"
        """
            .formatted(compiled, JDK));
    Files.createSymbolicLink(compiled.resolve("bin/javac"), Path.of(JDK, "bin", "javac"));
  }

  @BeforeEach
  void layOutAProject() throws Exception {
    archive = archiveOf("pinned Maven");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
    serverUrl = "http://localhost:" + server.getAddress().getPort();
    Path wrapper = Files.createDirectories(directory.resolve("project/.mvn/wrapper"));
    copy("mvnw");
    copy(".mvn/wrapper/MavenWrapper.java");
    Files.writeString(
        wrapper.resolve("maven-wrapper.properties"),
        "# a comment\ndistributionUrl=%s/dist/%s\ndistributionSha512Sum=%s\n"
            .formatted(serverUrl, ARCHIVE, sha512(archive)));
    environment.put("PATH", coreutilsAlone().toString());
    environment.put("HOME", directory.resolve("home").toString());
    environment.put("JAVA_HOME", compiled.toString());
    // The JDK takes the user's home from the system, not from HOME.
    environment.put("MAVEN_OPTS", "-Duser.home=" + directory.resolve("home"));
  }

  @AfterEach
  void stopTheServer() {
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void downloadsOnceAndPassesTheArguments() throws Exception {
    environment.put("JAVA_HOME", JDK);
    serve("/dist/" + ARCHIVE);

    assertThat(mvnw().end().output()).isEqualTo(PINNED);
    assertThat(mvnw().end()).isEqualTo(new Answer(0, PINNED, ""));
    assertThat(downloads).hasValue(1);
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void takesTheRepositoryOfTheEnvironmentWithItsLogin() throws Exception {
    serve("/repository" + IN_REPOSITORY).setAuthenticator(login("user", "secret"));
    environment.put("MVNW_REPOURL", serverUrl + "/repository/");

    assertThat(mvnw().end().errors()).contains("localhost answers HTTP 401");

    environment.put("MVNW_USERNAME", "user");
    environment.put("MVNW_PASSWORD", "secret");
    assertThat(mvnw().end().output()).isEqualTo(PINNED);
  }

  @Test
  void takesTheMirrorOfTheSettingsWithItsLogin() throws Exception {
    serve("/mirror" + IN_REPOSITORY).setAuthenticator(login("user", "secret"));
    writeSettings(
        """
        <settings>
          <servers>
            <server><id>near</id><username>user</username><password>${env.NEAR}</password></server>
          </servers>
          <mirrors>
            <mirror><id>no</id><url>http://localhost:1</url><mirrorOf>*,!central</mirrorOf></mirror>
            <mirror><id>near</id><url>%s/mirror</url><mirrorOf>x, central</mirrorOf></mirror>
          </mirrors>
        </settings>
        """
            .formatted(serverUrl));
    environment.put("NEAR", "secret");

    assertThat(mvnw().end().output()).isEqualTo(PINNED);
  }

  @Test
  void goesThroughTheProxyOfTheSettings() throws Exception {
    serve("/dist/" + ARCHIVE);
    replaceInProperties(serverUrl, "http://distribution.invalid");
    writeSettings(
        """
        <settings>
          <proxies>
            <proxy><host>localhost</host><port>%d</port></proxy>
          </proxies>
        </settings>
        """
            .formatted(server.getAddress().getPort()));

    assertThat(mvnw().end().output()).isEqualTo(PINNED);
  }

  @Test
  void refusesAnArchiveThatIsNotThePinnedOne() throws Exception {
    archive = archiveOf("another Maven");
    serve("/dist/" + ARCHIVE);

    Answer answer = mvnw().end();

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.output()).isEmpty();
    assertThat(answer.errors()).contains("SHA-512 is " + sha512(archive)).contains("MVNW_REPOURL");
    assertThat(leftovers()).singleElement().asString().endsWith(".failed");
  }

  @Test
  void twoRunsAtOnceBothSucceed() throws Exception {
    environment.put("JAVA_HOME", JDK);
    CyclicBarrier bothAsk = new CyclicBarrier(2);
    server.createContext(
        "/dist/" + ARCHIVE,
        exchange -> {
          awaitAt(bothAsk);
          answer(exchange);
        });

    Run first = mvnw();
    Run second = mvnw();

    assertThat(first.end().output()).isEqualTo(PINNED);
    assertThat(second.end().output()).isEqualTo(PINNED);
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void fallsBackToAMavenOfThePathAndRemembersThat() throws Exception {
    installOnPath("3.8.6");

    Answer first = mvnw().end();
    Answer second = mvnw().end();

    assertThat(first.output()).isEqualTo("Apache Maven 3.8.6 with arguments: verify -q\n");
    assertThat(first.errors())
        .contains("Downloading Apache Maven 9.9.9", "localhost answers HTTP 404", "(3.8.6)");
    assertThat(second.output()).isEqualTo(first.output());
    assertThat(second.errors()).hasLineCount(1).contains("localhost answers HTTP 404", "(3.8.6)");
  }

  @Test
  void triesAgainWhenTheFailureIsOldOrARepositoryIsNamed() throws Exception {
    installOnPath("3.8.6");
    mvnw().end();
    serve("/dist/" + ARCHIVE);
    serve(IN_REPOSITORY);
    Path failure = leftovers().get(0);

    assertThat(mvnw().end().output()).startsWith("Apache Maven 3.8.6");
    Files.setLastModifiedTime(failure, FileTime.from(Instant.now().minusSeconds(601)));
    assertThat(mvnw().end().output()).isEqualTo(PINNED);
    assertThat(failure).doesNotExist();
  }

  @Test
  void anOldMavenOfThePathIsNotUsed() throws Exception {
    installOnPath("3.8.5");

    Answer answer = mvnw().end();

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.errors()).contains("Set MVNW_REPOURL", "3.8.6 or newer");
  }

  @Test
  void namesAJavaHomeThatIsNone() throws Exception {
    environment.put("JAVA_HOME", "/nowhere");

    assertThat(mvnw().end().errors())
        .isEqualTo(
            "mvnw: JAVA_HOME is '/nowhere', which has no bin/java."
                + " Set it to a JDK of version 17 or newer.\n");
  }

  @Test
  void saysThatThereIsNoJava() throws Exception {
    environment.remove("JAVA_HOME");

    assertThat(mvnw().end().errors())
        .isEqualTo(
            "mvnw: no java on the PATH and JAVA_HOME is not set."
                + " Install a JDK of version 17 or newer.\n");
  }

  @Test
  void refusesAnOldJdk() throws Exception {
    environment.put("JAVA_HOME", jdk("echo 'java version \"1.8.0_402\"' >&2", "java", "javac"));
    assertThat(mvnw().end().errors()).contains("is of version 1.8.0_402.").contains("JAVA_HOME");

    environment.put("JAVA_HOME", jdk("echo 'openjdk version \"16.0.2\" 2021' >&2", "java"));
    assertThat(mvnw().end().errors()).contains("is of version 16.0.2.").contains("JAVA_HOME");
  }

  @Test
  void refusesAJre() throws Exception {
    environment.put("JAVA_HOME", jdk("echo 'openjdk version \"17\" 2021-09-14' >&2", "java"));

    assertThat(mvnw().end().errors()).contains("of version 17 but has no javac");
  }

  private HttpContext serve(String path) {
    return server.createContext(path, this::answer);
  }

  private void answer(HttpExchange exchange) throws IOException {
    downloads.incrementAndGet();
    exchange.sendResponseHeaders(200, archive.length);
    exchange.getResponseBody().write(archive);
    exchange.close();
  }

  private static void awaitAt(CyclicBarrier barrier) throws IOException {
    try {
      barrier.await(5, TimeUnit.MINUTES);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IOException(e);
    }
  }

  private static BasicAuthenticator login(String user, String password) {
    return new BasicAuthenticator("repository") {
      @Override
      public boolean checkCredentials(String givenUser, String givenPassword) {
        return givenUser.equals(user) && givenPassword.equals(password);
      }
    };
  }

  private Run mvnw() throws IOException {
    Path output = Files.createTempFile(directory, "output", "");
    Path errors = Files.createTempFile(directory, "errors", "");
    ProcessBuilder builder =
        new ProcessBuilder(directory.resolve("project/mvnw").toString(), "verify", "-q")
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return new Run(builder.start(), output, errors);
  }

  /** What a run leaves beside the Maven that it installed. */
  private List<Path> leftovers() throws IOException {
    Path parent = directory.resolve("home/.m2/wrapper/dists/apache-maven-9.9.9-bin");
    try (Stream<Path> children = Files.list(parent)) {
      return children.filter(child -> !Files.exists(child.resolve("bin/mvn"))).toList();
    }
  }

  private void installOnPath(String version) throws IOException {
    writeScript(
        Path.of(environment.get("PATH")).resolve("mvn"),
        """
        if [ "$1" = -version ]; then echo "Apache Maven %1$s (0123456789)"; exit; fi
        echo "Apache Maven %1$s with arguments: $*"
        """
            .formatted(version));
  }

  private String jdk(String body, String... commands) throws IOException {
    Path home = Files.createTempDirectory(directory, "jdk");
    for (String command : commands) {
      writeScript(home.resolve("bin").resolve(command), body);
    }
    return home.toString();
  }

  /** A PATH without a JDK and without Maven. */
  private Path coreutilsAlone() throws IOException {
    Path bin = Files.createDirectories(directory.resolve("bin"));
    for (String command : List.of("sh", "dirname", "readlink")) {
      Path real =
          Stream.of("/usr/bin", "/bin")
              .map(parent -> Path.of(parent, command))
              .filter(Files::exists)
              .findFirst()
              .orElseThrow();
      Files.createSymbolicLink(bin.resolve(command), real);
    }
    return bin;
  }

  private void replaceInProperties(String old, String replacement) throws IOException {
    Path file = directory.resolve("project/.mvn/wrapper/maven-wrapper.properties");
    Files.writeString(file, Files.readString(file).replace(old, replacement));
  }

  private void writeSettings(String settings) throws IOException {
    Path file = directory.resolve("home/.m2/settings.xml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, settings);
  }

  private void copy(String file) throws IOException {
    Files.copy(Reactor.ROOT.resolve(file), directory.resolve("project").resolve(file));
  }

  private static void writeScript(Path file, String body) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static byte[] archiveOf(String name) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("apache-maven-9.9.9/bin/mvn"));
      zip.write(("#!/bin/sh\necho \"" + name + " with arguments: $*\"\n").getBytes(UTF_8));
      zip.putNextEntry(new ZipEntry("apache-maven-9.9.9/lib/maven.jar"));
      zip.write(new byte[100_000]);
    }
    return bytes.toByteArray();
  }

  private static String sha512(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(bytes));
  }

  private record Answer(int code, String output, String errors) {}

  private record Run(Process process, Path output, Path errors) {
    Answer end() throws IOException, InterruptedException {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
      return new Answer(process.exitValue(), Files.readString(output), Files.readString(errors));
    }
  }
}
