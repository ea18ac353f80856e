import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.lang.module.ModuleDescriptor.Version;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Prints the path of the Maven command that builds this project: the pinned Maven, downloaded once
 * and verified, or else an {@code mvn} of the PATH that is recent enough.
 *
 * <p>Arguments: the directory in which the pinned Maven is to stand, and the wrapper's properties.
 * Run from source by {@code mvnw} when that directory does not exist yet.
 */
final class MavenWrapper {
  private static final Version OLDEST_USABLE = Version.parse("3.8.6");
  private static final Duration REMEMBERED_FAILURE = Duration.ofMinutes(10);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(20);
  private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

  private final Path home;
  private final Path failure;
  private final String distributionUrl;
  private final String distributionSha512;
  private final String archive;

  private MavenWrapper(Path home, Properties properties) throws IOException {
    this.home = home;
    this.failure = home.resolveSibling(home.getFileName() + ".failed");
    this.distributionUrl = required(properties, "distributionUrl");
    this.distributionSha512 = required(properties, "distributionSha512Sum");
    this.archive = distributionUrl.substring(distributionUrl.lastIndexOf('/') + 1);
  }

  public static void main(String[] arguments) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(arguments[1]))) {
      properties.load(reader);
    }
    MavenWrapper wrapper = new MavenWrapper(Path.of(arguments[0]).toAbsolutePath(), properties);
    Optional<Path> command = wrapper.command();
    command.ifPresent(System.out::println);
    System.exit(command.isPresent() ? 0 : 1);
  }

  private Optional<Path> command() throws IOException {
    Optional<String> reason = recentFailure();
    Optional<InstalledMaven> installed = reason.flatMap(known -> InstalledMaven.onPath());
    if (installed.isEmpty()) {
      try {
        install(Source.choose(distributionUrl));
        return Optional.of(home.resolve("bin").resolve(WINDOWS ? "mvn.cmd" : "mvn"));
      } catch (IOException e) {
        reason = Optional.of(e.getClass() == IOException.class ? e.getMessage() : e.toString());
        rememberFailure(reason.get());
        installed = InstalledMaven.onPath();
      }
    }
    String problem = version() + " cannot be downloaded: " + reason.orElseThrow();
    if (installed.isPresent()) {
      say(problem + ". Using " + installed.get());
    } else {
      say(problem);
      say(
          "Set MVNW_REPOURL to the URL of a Maven repository that this machine reaches (and"
              + " MVNW_USERNAME and MVNW_PASSWORD if it asks for them), or put an mvn of version "
              + OLDEST_USABLE
              + " or newer on the PATH.");
    }
    return installed.map(InstalledMaven::command);
  }

  private void install(Source source) throws IOException {
    Path directory = Files.createDirectories(home.getParent());
    Path temporary = Files.createTempDirectory(directory, home.getFileName() + ".tmp");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteTree(temporary)));
    Path zip = temporary.resolve(archive);
    say("Downloading " + version() + " from " + source.displayName());
    String sha512 = source.download(zip);
    if (!sha512.equalsIgnoreCase(distributionSha512)) {
      throw new IOException(
          source.displayName()
              + " sent an archive whose SHA-512 is "
              + sha512
              + " and not the "
              + distributionSha512
              + " of .mvn/wrapper/maven-wrapper.properties");
    }
    Path unpacked = unpack(zip, temporary.resolve("unpacked"));
    try {
      Files.move(unpacked, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // Another run was faster: a directory that is not empty is never replaced.
      if (!Files.isDirectory(home.resolve("bin"))) {
        throw e;
      }
    }
    Files.deleteIfExists(failure);
  }

  /** Returns the one directory at the top of the archive. */
  private static Path unpack(Path zip, Path target) throws IOException {
    try (ZipInputStream entries = new ZipInputStream(Files.newInputStream(zip))) {
      for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException("the archive has an entry outside of it: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else {
          Files.createDirectories(path.getParent());
          Files.copy(entries, path);
        }
      }
    }
    Path root;
    try (Stream<Path> tops = Files.list(target)) {
      root = tops.findFirst().orElseThrow(() -> new IOException("the archive is empty"));
    }
    try (Stream<Path> commands = Files.list(root.resolve("bin"))) {
      commands.forEach(command -> command.toFile().setExecutable(true, false));
    }
    return root;
  }

  private Optional<String> recentFailure() throws IOException {
    if (environment("MVNW_REPOURL").isPresent() || !Files.exists(failure)) {
      return Optional.empty();
    }
    Duration age = Duration.between(Files.getLastModifiedTime(failure).toInstant(), Instant.now());
    boolean recent = !age.isNegative() && age.compareTo(REMEMBERED_FAILURE) < 0;
    return recent ? Optional.of(Files.readString(failure)) : Optional.empty();
  }

  private void rememberFailure(String reason) throws IOException {
    if (environment("MVNW_REPOURL").isEmpty()) {
      Files.createDirectories(failure.getParent());
      Files.writeString(failure, reason);
    }
  }

  private String version() {
    return archive.replace("-bin.zip", "").replace("apache-maven-", "Apache Maven ");
  }

  private static String required(Properties properties, String name) throws IOException {
    String value = properties.getProperty(name, "").strip();
    if (value.isEmpty()) {
      throw new IOException(name + " is missing in .mvn/wrapper/maven-wrapper.properties");
    }
    return value;
  }

  private static Optional<String> environment(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
  }

  private static void say(String message) {
    System.err.println("mvnw: " + message);
  }

  private static void deleteTree(Path root) {
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      say("cannot delete " + root + ": " + e);
    }
  }

  /** An {@code mvn} of the PATH that is recent enough to build this project. */
  private record InstalledMaven(Path command, Version version) {
    private static final Pattern VERSION_LINE = Pattern.compile("Apache Maven (\\d[\\w.-]*)");

    static Optional<InstalledMaven> onPath() {
      return Stream.of(environment("PATH").orElse("").split(Pattern.quote(File.pathSeparator)))
          .filter(directory -> !directory.isBlank())
          .map(directory -> Path.of(directory).resolve(WINDOWS ? "mvn.cmd" : "mvn"))
          .filter(command -> Files.isRegularFile(command) && Files.isExecutable(command))
          .flatMap(command -> ask(command).stream())
          .filter(maven -> maven.version.compareTo(OLDEST_USABLE) >= 0)
          .findFirst();
    }

    private static Optional<InstalledMaven> ask(Path command) {
      try {
        Process process =
            new ProcessBuilder(command.toString(), "-version").redirectErrorStream(true).start();
        process.getOutputStream().close();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher line = VERSION_LINE.matcher(answer);
        return line.find()
            ? Optional.of(new InstalledMaven(command, Version.parse(line.group(1))))
            : Optional.empty();
      } catch (IOException e) {
        return Optional.empty();
      }
    }

    @Override
    public String toString() {
      return command + " (" + version + ")";
    }
  }

  /** Where the archive comes from, and who may be told which credentials. */
  private record Source(URL url, Credentials credentials) {
    static Source choose(String distributionUrl) throws IOException {
      Settings settings = Settings.read();
      Optional<PasswordAuthentication> proxy = settings.useProxy();
      Optional<String> repository = environment("MVNW_REPOURL");
      if (repository.isPresent()) {
        URL url = inRepository(repository.get(), distributionUrl);
        Optional<PasswordAuthentication> login =
            environment("MVNW_USERNAME")
                .map(user -> login(user, environment("MVNW_PASSWORD").orElse("")));
        return new Source(url, new Credentials(url.getHost(), login, proxy));
      }
      Optional<Element> mirror = settings.mirrorOfCentral();
      if (mirror.isPresent()) {
        URL url = inRepository(settings.text(mirror.get(), "url"), distributionUrl);
        Optional<PasswordAuthentication> login =
            settings.loginOfServer(settings.text(mirror.get(), "id"));
        return new Source(url, new Credentials(url.getHost(), login, proxy));
      }
      URL url = url(distributionUrl);
      return new Source(url, new Credentials(url.getHost(), Optional.empty(), proxy));
    }

    private static URL inRepository(String repository, String distributionUrl) throws IOException {
      String archive = distributionUrl.substring(distributionUrl.lastIndexOf('/') + 1);
      String version = archive.replace("apache-maven-", "").replace("-bin.zip", "");
      String root = repository.endsWith("/") ? repository : repository + "/";
      return url(root + "org/apache/maven/apache-maven/" + version + "/" + archive);
    }

    private static URL url(String text) throws IOException {
      try {
        return URI.create(text).toURL();
      } catch (IllegalArgumentException e) {
        throw new IOException("not a URL: " + e.getMessage(), e);
      }
    }

    static PasswordAuthentication login(String user, String password) {
      return new PasswordAuthentication(user, password.toCharArray());
    }

    String displayName() {
      return url.getHost().isEmpty() ? url.getPath() : url.getHost();
    }

    /** Returns the SHA-512 of what was written to the target. */
    String download(Path target) throws IOException {
      URLConnection connection = url.openConnection();
      connection.setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
      connection.setReadTimeout((int) READ_TIMEOUT.toMillis());
      if (connection instanceof HttpURLConnection http) {
        http.setAuthenticator(credentials);
        if (http.getResponseCode() != HttpURLConnection.HTTP_OK) {
          throw new IOException(
              displayName() + " answers HTTP " + http.getResponseCode() + " for " + url.getPath());
        }
      }
      MessageDigest digest = sha512();
      try (InputStream in = new DigestInputStream(connection.getInputStream(), digest)) {
        Files.copy(in, target);
      }
      return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha512() {
      try {
        return MessageDigest.getInstance("SHA-512");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Gives a login to the repository's own host and to the proxy alone, and to each only once. */
  private static final class Credentials extends Authenticator {
    private final String host;
    private Optional<PasswordAuthentication> repository;
    private Optional<PasswordAuthentication> proxy;

    Credentials(
        String host,
        Optional<PasswordAuthentication> repository,
        Optional<PasswordAuthentication> proxy) {
      this.host = host;
      this.repository = repository;
      this.proxy = proxy;
    }

    @Override
    protected PasswordAuthentication getPasswordAuthentication() {
      Optional<PasswordAuthentication> login = Optional.empty();
      if (getRequestorType() == RequestorType.PROXY) {
        login = proxy;
        proxy = Optional.empty();
      } else if (host.equalsIgnoreCase(getRequestingHost())) {
        login = repository;
        repository = Optional.empty();
      }
      return login.orElse(null);
    }
  }

  /** What the user's settings.xml says about reaching a repository. */
  private record Settings(Document document) {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{env\\.([^}]+)}");

    static Settings read() throws IOException {
      Path file = Path.of(System.getProperty("user.home"), ".m2", "settings.xml");
      try {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        DocumentBuilder builder = factory.newDocumentBuilder();
        return new Settings(
            Files.exists(file) ? builder.parse(file.toFile()) : builder.newDocument());
      } catch (ParserConfigurationException | SAXException e) {
        throw new IOException(file + " cannot be read: " + e.getMessage(), e);
      }
    }

    Optional<Element> mirrorOfCentral() {
      return elements("mirror")
          .filter(mirror -> mirrorsCentral(text(mirror, "mirrorOf")))
          .filter(mirror -> !text(mirror, "blocked").equals("true"))
          .findFirst();
    }

    private static boolean mirrorsCentral(String mirrorOf) {
      List<String> names = Stream.of(mirrorOf.split(",")).map(String::strip).toList();
      return !names.contains("!central")
          && (names.contains("central") || names.contains("*") || names.contains("external:*"));
    }

    Optional<PasswordAuthentication> loginOfServer(String id) {
      return elements("server")
          .filter(server -> text(server, "id").equals(id))
          .findFirst()
          .flatMap(this::login);
    }

    /** Sends what follows through the active proxy, if there is one, and returns its login. */
    Optional<PasswordAuthentication> useProxy() {
      Optional<Element> active =
          elements("proxy").filter(proxy -> !text(proxy, "active").equals("false")).findFirst();
      active.ifPresent(
          proxy -> {
            for (String scheme : List.of("http", "https")) {
              System.setProperty(scheme + ".proxyHost", text(proxy, "host"));
              System.setProperty(scheme + ".proxyPort", text(proxy, "port"));
            }
            if (!text(proxy, "nonProxyHosts").isEmpty()) {
              System.setProperty("http.nonProxyHosts", text(proxy, "nonProxyHosts"));
            }
            // The JDK refuses a login at an HTTPS proxy otherwise.
            System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
          });
      return active.flatMap(this::login);
    }

    private Optional<PasswordAuthentication> login(Element element) {
      String user = text(element, "username");
      return user.isEmpty()
          ? Optional.empty()
          : Optional.of(Source.login(user, text(element, "password")));
    }

    private Stream<Element> elements(String name) {
      NodeList nodes = document.getElementsByTagName(name);
      return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i));
    }

    private String text(Element parent, String name) {
      NodeList nodes = parent.getElementsByTagName(name);
      String text = nodes.getLength() == 0 ? "" : nodes.item(0).getTextContent().strip();
      return VARIABLE
          .matcher(text)
          .replaceAll(match -> Matcher.quoteReplacement(environment(match.group(1)).orElse("")));
    }
  }
}
