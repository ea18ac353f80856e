package io.flagcache.testservers;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.FlagDefinitionCacheProviders;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/**
 * Has its own copy of every class but those of the JDK, and the copies see a wall clock that is
 * wrong: as on a machine whose clock is, although no machine's clock can be set in a test.
 */
public final class SkewedClassLoader extends ClassLoader {

  private static final List<String> SHARED =
      List.of("java.", "javax.", "jdk.", "sun.", "com.sun.", "org.slf4j.", "org.w3c.", "org.xml.");

  private final ClassLoader original;

  /** A loader of copies of what the caller's class path has. */
  public SkewedClassLoader(Duration skew) {
    super(SkewedClassLoader.class.getClassLoader());
    this.original = SkewedClassLoader.class.getClassLoader();
    try {
      loadClass(WrongClock.class.getName()).getMethod("setSkew", Duration.class).invoke(null, skew);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A provider found by its URL, of copied code. */
  public static FlagDefinitionCacheProvider provider(String url, Duration skew) {
    Thread thread = Thread.currentThread();
    ClassLoader own = thread.getContextClassLoader();
    SkewedClassLoader copies = new SkewedClassLoader(skew);
    thread.setContextClassLoader(copies);
    try {
      return FlagDefinitionCacheProviders.create(url, copies);
    } finally {
      thread.setContextClassLoader(own);
    }
  }

  private static boolean isShared(String name) {
    // The contract, in which the copies and the test talk with each other.
    boolean contract =
        name.startsWith("io.flagcache.") && name.indexOf('.', "io.flagcache.".length()) < 0;
    return contract || SHARED.stream().anyMatch(name::startsWith);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (isShared(name)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? copy(name) : loaded;
    }
  }

  private Class<?> copy(String name) throws ClassNotFoundException {
    try (InputStream file = original.getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (file == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] code = file.readAllBytes();
      byte[] copied = name.equals(WrongClock.class.getName()) ? code : WrongClockCode.of(code);
      return defineClass(name, copied, 0, copied.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
