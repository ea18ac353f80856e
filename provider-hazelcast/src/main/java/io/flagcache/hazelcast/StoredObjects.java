package io.flagcache.hazelcast;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.SerializationConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import java.util.Optional;

/**
 * What an instance of ours makes of the bytes that it finds in a map: texts and arrays of bytes,
 * and never an object of a class that happens to be on the application's class path.
 */
final class StoredObjects {

  /** Stands for what cannot be read, and is nothing that flagcache has written. */
  static final Object UNREADABLE =
      new Object() {
        @Override
        public String toString() {
          return "unreadable";
        }
      };

  private StoredObjects() {}

  /** A client is sent no object of Java at all, but for what somebody put into a map. */
  static JavaSerializationFilterConfig nothing() {
    return new JavaSerializationFilterConfig()
        .setDefaultsDisabled(true)
        .setWhitelist(new ClassFilter().addClasses("no.such.Class"));
  }

  /** Members send each other failures as objects of Java. */
  static JavaSerializationFilterConfig failures() {
    return new JavaSerializationFilterConfig()
        .setDefaultsDisabled(true)
        .setBlacklist(new ClassFilter().addPrefixes("java.lang.invoke.", "java.lang.reflect."))
        .setWhitelist(
            new ClassFilter()
                .addPrefixes(
                    "com.hazelcast.",
                    "java.lang.",
                    "java.io.",
                    "java.net.",
                    "java.util.concurrent.",
                    "java.util.Collections$",
                    "[Ljava.lang.")
                .addClasses("java.util.ArrayList"));
  }

  /** Filters what a configuration of the user's does not filter itself. */
  static void filter(SerializationConfig config, JavaSerializationFilterConfig filter) {
    if (config.getJavaSerializationFilterConfig() == null) {
      config.setJavaSerializationFilterConfig(filter);
    }
  }

  /** Whether an answer came, but holds nothing that can be made an object. */
  static boolean isUnreadable(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof HazelcastSerializationException || cause instanceof StackOverflowError) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a member's configuration filters classes; empty of a client, which does not tell, and
   * of what is shut down.
   */
  static Optional<Boolean> isFiltered(HazelcastInstance instance) {
    if (!instance.getLifecycleService().isRunning()
        || !(instance.getLocalEndpoint() instanceof Member)) {
      return Optional.empty();
    }
    SerializationConfig config = instance.getConfig().getSerializationConfig();
    return Optional.of(config.getJavaSerializationFilterConfig() != null);
  }
}
