package io.flagcache.conformance;

import io.flagcache.FlagDefinitionCacheProvider;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes workers that share no class with those of the test, and so no static field: as workers of
 * another process ({@link Capability#OTHER_PROCESS}), or of another version ({@link
 * Capability#OTHER_VERSION}).
 *
 * <pre>{@code
 * public static final class Factory implements IsolatedWorkers.Factory {
 *   @Override
 *   public FlagDefinitionCacheProvider newWorker(String address, WorkerSettings settings) {
 *     return MyProvider.builder(address).serviceKey(settings.serviceKey()) // and so on
 *         .build();
 *   }
 * }
 *
 * // in the fixture
 * private final IsolatedWorkers others = IsolatedWorkers.ofThisVersion(Factory.class);
 *
 * @Override
 * public FlagDefinitionCacheProvider newWorkerOfAnotherProcess(WorkerSettings settings)
 *     throws Exception {
 *   return others.newWorker(server.address(), settings);
 * }
 * }</pre>
 *
 * <p>Shared are only the classes of the JDK and those of the packages {@code io.flagcache} and
 * {@code io.flagcache.conformance}, in which the kit talks with a worker. What a JVM has once is
 * still had once, such as file locks and system properties: a provider that lives on these needs a
 * process.
 *
 * <p>The factory is loaded again as well, by its name, so it must not refer to fields of the test.
 * Safe for use by several threads.
 */
public final class IsolatedWorkers implements AutoCloseable {

  /**
   * Makes one worker. Implementations are static classes with a constructor without parameters,
   * both of any visibility.
   */
  @FunctionalInterface
  public interface Factory {

    /**
     * Makes a worker. The context class loader of the thread is the one of the isolated classes.
     *
     * @param address what {@link IsolatedWorkers#newWorker(String, WorkerSettings)} was given
     * @param settings what the rule needs
     * @return a new provider
     * @throws Exception if it cannot be made
     */
    FlagDefinitionCacheProvider newWorker(String address, WorkerSettings settings) throws Exception;
  }

  private final URLClassLoader classes;
  private final String factory;

  private IsolatedWorkers(List<URL> files, Class<? extends Factory> factory) {
    this.classes = new URLClassLoader(files.toArray(URL[]::new), new SharedClasses());
    this.factory = factory.getName();
  }

  /**
   * Workers whose classes are loaded again from the class path of the test.
   *
   * @param factory makes them
   * @return as one more process
   */
  public static IsolatedWorkers ofThisVersion(Class<? extends Factory> factory) {
    List<URL> files = new ArrayList<>();
    for (ClassLoader loader = factory.getClassLoader();
        loader != null;
        loader = loader.getParent()) {
      if (loader instanceof URLClassLoader named) {
        files.addAll(List.of(named.getURLs()));
      }
    }
    Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> urlOf(Path.of(entry)))
        .forEach(files::add);
    return new IsolatedWorkers(files, factory);
  }

  /**
   * Workers of another version.
   *
   * @param classPath the files of that version and of all that it needs, jars and directories
   * @param factory makes them, by what both versions have: it is loaded from where it is now,
   *     unless the class path has it
   * @return as a process of that version
   */
  public static IsolatedWorkers ofVersion(List<Path> classPath, Class<? extends Factory> factory) {
    List<URL> files = new ArrayList<>();
    classPath.forEach(file -> files.add(urlOf(file)));
    files.add(factory.getProtectionDomain().getCodeSource().getLocation());
    return new IsolatedWorkers(files, factory);
  }

  /**
   * Makes a worker by the factory.
   *
   * @param address where the backend is, or whatever else the factory needs to know
   * @param settings what the rule needs
   * @return a new provider
   * @throws Exception if the factory cannot be loaded, or fails
   */
  public FlagDefinitionCacheProvider newWorker(String address, WorkerSettings settings)
      throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader own = thread.getContextClassLoader();
    thread.setContextClassLoader(classes);
    try {
      var constructor =
          classes.loadClass(factory).asSubclass(Factory.class).getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance().newWorker(address, settings);
    } finally {
      thread.setContextClassLoader(own);
    }
  }

  /**
   * Closes the files. Workers that have been made must have been shut down.
   *
   * @throws IOException if that fails
   */
  @Override
  public void close() throws IOException {
    classes.close();
  }

  private static URL urlOf(Path file) {
    try {
      return file.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("Not a file: " + file, e);
    }
  }

  /** Has what the isolated classes and the kit have in common, and no resources. */
  private static final class SharedClasses extends ClassLoader {

    private static final List<String> PACKAGES =
        List.of("io.flagcache", "io.flagcache.conformance");

    SharedClasses() {
      super(ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      String inPackage = name.substring(0, Math.max(0, name.lastIndexOf('.')));
      if (PACKAGES.contains(inPackage)) {
        return Class.forName(name, false, IsolatedWorkers.class.getClassLoader());
      }
      throw new ClassNotFoundException(name);
    }
  }
}
