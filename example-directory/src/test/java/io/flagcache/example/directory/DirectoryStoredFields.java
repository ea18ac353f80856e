package io.flagcache.example.directory;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.flagcache.conformance.FieldDamage;
import io.flagcache.conformance.StoredField;
import io.flagcache.conformance.StoredField.Part;
import io.flagcache.conformance.StoredFields;
import io.flagcache.core.record.LeaseRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The fields of the file {@code lease}, that file as a whole, and the file of the payload. */
final class DirectoryStoredFields implements StoredFields {

  private static final StoredField RECORD = new StoredField(Part.LEASE, "file");
  private static final StoredField PAYLOAD = new StoredField(Part.PAYLOAD, "file");

  private final Path shared;

  DirectoryStoredFields(Path shared) {
    this.shared = shared;
  }

  @Override
  public List<StoredField> all() {
    List<StoredField> all = new ArrayList<>(List.of(RECORD, PAYLOAD));
    for (String name : LeaseRecord.FIELDS) {
      all.add(new StoredField(name.startsWith("entry") ? Part.ENTRY : Part.LEASE, name));
    }
    return all;
  }

  @Override
  public boolean damage(String serviceKey, StoredField field, FieldDamage damage)
      throws IOException {
    Path folder = shared.resolve("key-" + serviceKey);
    if (field.equals(PAYLOAD)) {
      return damagePayload(folder, damage);
    }
    Path file = folder.resolve("lease");
    if (field.equals(RECORD)) {
      return damageFile(file, damage);
    }
    Files.writeString(file, damaged(Files.readString(file, ISO_8859_1), field, damage));
    return true;
  }

  private static String damaged(String text, StoredField field, FieldDamage damage) {
    Matcher line = Pattern.compile("(?m)^" + field.name() + "=(.*)\n").matcher(text);
    String present = line.find() ? line.group(1) : "";
    String others = line.replaceFirst("");
    return damage.isMissing() ? others : others + field.name() + "=" + damage.of(present) + "\n";
  }

  private static boolean damagePayload(Path folder, FieldDamage damage) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file :
          files.filter(path -> path.getFileName().toString().startsWith("payload-")).toList()) {
        damageFile(file, damage);
      }
    }
    return true;
  }

  private static boolean damageFile(Path file, FieldDamage damage) throws IOException {
    if (damage.isMissing()) {
      Files.deleteIfExists(file);
      return true;
    }
    try {
      Files.write(file, damage.of(Files.readAllBytes(file)));
    } catch (NoSuchFileException deletedMeanwhile) {
      // A worker has cleaned up: there is nothing to damage.
      return false;
    }
    return true;
  }
}
