package io.flagcache.testservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.time.Duration;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/** Makes the wall clock of a whole process wrong, for all code but the JDK's. */
public final class WrongClockAgent {

  private WrongClockAgent() {}

  /** Called by the JVM before the program begins. */
  public static void premain(String skew, Instrumentation instrumentation) {
    WrongClock.setSkew(Duration.parse(skew));
    instrumentation.addTransformer(
        new ClassFileTransformer() {
          @Override
          public byte @Nullable [] transform(
              @Nullable ClassLoader loader,
              String name,
              @Nullable Class<?> redefined,
              ProtectionDomain domain,
              byte[] code) {
            boolean jdk = loader == null || loader == ClassLoader.getPlatformClassLoader();
            boolean own = name != null && name.startsWith("io/flagcache/testservers/");
            if (jdk || own) {
              return null;
            }
            byte[] changed = WrongClockCode.of(code);
            // The class as it is may come from an archive.
            return changed == code ? null : changed;
          }
        });
  }

  /** The option that starts a JVM so; the agent itself is on its class path. */
  static String option(Duration skew) {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(new Attributes.Name("Premain-Class"), WrongClockAgent.class.getName());
    Path directory = ServerProcesses.newDirectory("flagcache-agent");
    ServerProcesses.atExit(() -> {}, directory);
    Path jar = directory.resolve("agent.jar");
    try {
      new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "-javaagent:" + jar + "=" + skew;
  }
}
