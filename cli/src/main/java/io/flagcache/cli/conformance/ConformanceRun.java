package io.flagcache.cli.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flagcache.cli.failure.CommandFailure;
import io.flagcache.cli.files.SafeFile;
import io.flagcache.conformance.ProviderFixtureFactory;
import io.flagcache.core.FlagCacheProviderFactory;
import io.flagcache.core.text.PlainText;
import io.flagcache.core.url.ProviderUrl;
import io.flagcache.demo.cache.ProviderCheck;
import io.flagcache.demo.files.TemporaryFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.logging.LogManager;
import org.jspecify.annotations.Nullable;

/** Runs the conformance kit in this process, and prints its report. */
public final class ConformanceRun {

  private static final int KEPT = 0;
  private static final int BROKEN = 1;
  private static final String LOG_LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";

  private final ConformanceSettings settings;
  private final PrintWriter out;
  private final PrintWriter progress;

  /**
   * Makes a run.
   *
   * @param out gets the report
   * @param progress gets a line for each test
   */
  public ConformanceRun(ConformanceSettings settings, PrintWriter out, PrintWriter progress) {
    this.settings = settings;
    this.out = out;
    this.progress = progress;
  }

  /**
   * Judges the provider.
   *
   * @return 0 if no rule that could be judged is broken, 1 otherwise
   * @throws CommandFailure if the kit could not be run, or could judge none of the rules
   */
  public int run() throws CommandFailure, InterruptedException {
    silenceLogs();
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader classes = new URLClassLoader(classPath(), getClass().getClassLoader())) {
      thread.setContextClassLoader(classes);
      return settings.subject() instanceof ConformanceSettings.Url given
          ? judgeUrl(given.url())
          : judgeFactory(((ConformanceSettings.Factory) settings.subject()).className(), classes);
    } catch (IOException e) {
      throw new CommandFailure("The report was not found or cannot be written: " + e, e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private int judgeUrl(String text) throws CommandFailure, IOException, InterruptedException {
    ProviderUrl given = FlagCacheProviderFactory.read(text);
    ScratchUrl url = openable(() -> new ScratchUrl(given));
    demandAnswer(url);
    int result =
        settings.store()
            ? judgeStore(given, url)
            : judgeProvider(given.toString(), new UrlFixtureFactory(url), given.redaction()::apply);
    if (result != KEPT) {
      // What was found while the server was away says nothing about the rules.
      demandAnswer(url);
    }
    return result;
  }

  private static <T> T openable(Callable<T> step) throws CommandFailure {
    try {
      return step.call();
    } catch (Exception e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), e);
    }
  }

  private static void demandAnswer(ScratchUrl url) throws CommandFailure, InterruptedException {
    Optional<String> problem =
        ProviderCheck.problemOf(url.withServiceKey("kit-" + UUID.randomUUID()));
    if (problem.isPresent()) {
      throw new CommandFailure(problem.orElseThrow());
    }
  }

  private int judgeFactory(String name, ClassLoader classes) throws CommandFailure, IOException {
    try (GivenFactory given = GivenFactory.load(name, classes)) {
      given.demandFixture();
      return judgeProvider(name, given.factory(), UnaryOperator.identity());
    }
  }

  private int judgeProvider(
      String subject, ProviderFixtureFactory factory, UnaryOperator<String> redaction)
      throws CommandFailure, IOException {
    return judge(
        subject,
        GivenProviderConformance.class,
        new GivenProviderConformance.Given(factory, settings.timescale(), settings.expectedSkips()),
        redaction);
  }

  private int judgeStore(ProviderUrl given, ScratchUrl url) throws CommandFailure, IOException {
    UrlStores stores = openable(() -> new UrlStores(url));
    return judge(
        given.toString(),
        GivenStoreConformance.class,
        new GivenStoreConformance.Given(stores, settings.timescale(), settings.expectedSkips()),
        given.redaction()::apply);
  }

  private int judge(String subject, Class<?> suite, Object given, UnaryOperator<String> redaction)
      throws CommandFailure, IOException {
    try (TemporaryFolder folder = TemporaryFolder.create("flagcache-conformance-")) {
      KitLauncher.execute(suite, given, settings.rules(), folder.path(), progress);
      String report = "flagcache-conformance/" + suite.getName();
      String text = Files.readString(folder.path().resolve(report + ".txt"));
      // The class that it begins with says nothing here.
      out.print(PlainText.lines(subject + redaction.apply(text.substring(text.indexOf('\n')))));
      out.flush();
      ObjectMapper mapper = new ObjectMapper();
      JsonNode json = mapper.readTree(folder.path().resolve(report + ".json").toFile());
      if (settings.json().isPresent()) {
        SafeFile.replace(
            settings.json().orElseThrow(),
            mapper
                .writerWithDefaultPrettyPrinter()
                .writeValueAsBytes(redacted(mapper.convertValue(json, Object.class), redaction)));
      }
      return result(json);
    }
  }

  private static int result(JsonNode report) throws CommandFailure {
    if (report.get("broken").asBoolean()) {
      return BROKEN;
    }
    JsonNode summary = report.get("summary");
    if (summary.get("kept").asInt() + summary.get("partly judged").asInt() == 0) {
      throw new CommandFailure("None of the rules could be judged; the report says what they need");
    }
    return KEPT;
  }

  private static @Nullable Object redacted(
      @Nullable Object value, UnaryOperator<String> redaction) {
    if (value instanceof Map<?, ?> object) {
      Map<Object, @Nullable Object> members = new LinkedHashMap<>();
      object.forEach((name, member) -> members.put(name, redacted(member, redaction)));
      return members;
    }
    if (value instanceof List<?> list) {
      return list.stream().map(element -> redacted(element, redaction)).toList();
    }
    return value instanceof String text ? redaction.apply(text) : value;
  }

  private URL[] classPath() throws CommandFailure {
    URL[] urls = new URL[settings.classPath().size()];
    for (int i = 0; i < urls.length; i++) {
      Path path = settings.classPath().get(i);
      if (!Files.exists(path)) {
        throw new CommandFailure("--class-path has '" + path + "', which does not exist");
      }
      try {
        urls[i] = path.toUri().toURL();
      } catch (MalformedURLException e) {
        throw new CommandFailure("--class-path has '" + path + "', which is no file", e);
      }
    }
    return urls;
  }

  /** Outages and lost leases, of which providers and clients complain, are what is tested. */
  private static void silenceLogs() {
    if (System.getProperty(LOG_LEVEL) == null) {
      System.setProperty(LOG_LEVEL, "off");
    }
    LogManager.getLogManager().reset();
  }
}
