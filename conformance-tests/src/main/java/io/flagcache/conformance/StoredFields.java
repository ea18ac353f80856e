package io.flagcache.conformance;

import java.util.List;

/**
 * What a backend stores, laid open: the fixture of a provider or of a store damages one field after
 * another past all workers, as a stranger with access to the backend could.
 */
public interface StoredFields {

  /**
   * The fields that are stored for a service key which is led for and has an entry. The more are
   * named, the more is judged; the tests of a part of which no field is named are skipped visibly.
   *
   * @return the fields, always the same
   */
  List<StoredField> all();

  /**
   * Changes a field and leaves all others as they are, their lifetimes included.
   *
   * @param serviceKey whose; somebody leads, and there is an entry, unless damage took them
   * @param field one of {@link #all()}
   * @param damage what is to stand there
   * @return false if the backend cannot hold that there, as a column of numbers no text
   * @throws Exception if it fails
   */
  boolean damage(String serviceKey, StoredField field, FieldDamage damage) throws Exception;
}
