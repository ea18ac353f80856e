package io.flagcache.conformance.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A Java object that a stranger stored. It knows whether anybody in this JVM made an object of it
 * again, which would have run any code that its class has.
 */
public final class SerializedProbe implements Serializable {

  private static final long serialVersionUID = 1;

  private static final Set<UUID> DESERIALIZED = ConcurrentHashMap.newKeySet();

  private final UUID id = UUID.randomUUID();

  /** Makes one that nobody has read yet. */
  public SerializedProbe() {}

  /**
   * Whether an object was made of its bytes.
   *
   * @return true if any code in this JVM did so
   */
  public boolean wasDeserialized() {
    return DESERIALIZED.contains(id);
  }

  /**
   * What a stranger stores who lets Java serialize an object.
   *
   * @param object the object
   * @return its bytes
   */
  public static byte[] bytesOf(Serializable object) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    DESERIALIZED.add(id);
  }
}
