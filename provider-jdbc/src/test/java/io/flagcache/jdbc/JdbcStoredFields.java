package io.flagcache.jdbc;

import io.flagcache.conformance.FieldDamage;
import io.flagcache.conformance.StoredField;
import io.flagcache.conformance.StoredField.Part;
import io.flagcache.conformance.StoredFields;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** The columns of both tables; what the database does not take, nobody finds there. */
final class JdbcStoredFields implements StoredFields {

  private static final String PAYLOAD = "payload";
  private static final Set<String> TEXTS = Set.of("owner", "hash");

  private final SharedDatabase database;

  JdbcStoredFields(SharedDatabase database) {
    this.database = database;
  }

  @Override
  public List<StoredField> all() {
    List<StoredField> all = new ArrayList<>();
    for (String column : List.of("owner", "epoch", "expires_at", "lease_millis")) {
      all.add(new StoredField(Part.LEASE, column));
    }
    for (String column :
        List.of("epoch", "sequence", "hash", "published_at", "touched_at", "expires_at")) {
      all.add(new StoredField(Part.ENTRY, column));
    }
    all.add(new StoredField(Part.PAYLOAD, PAYLOAD));
    return all;
  }

  @Override
  public boolean damage(String serviceKey, StoredField field, FieldDamage damage)
      throws SQLException {
    TestTables tables = database.tables();
    String table = field.part() == Part.LEASE ? tables.lease : tables.entry;
    String where = " where service_key = ?";
    try (Connection connection = database.connect();
        PreparedStatement read =
            connection.prepareStatement("select " + field.name() + " from " + table + where);
        PreparedStatement write =
            connection.prepareStatement(
                "update " + table + " set " + field.name() + " = ?" + where)) {
      read.setString(1, serviceKey);
      try (ResultSet row = read.executeQuery()) {
        if (!row.next() || !set(write, field.name(), row, damage)) {
          return false;
        }
      }
      write.setString(2, serviceKey);
      return isTaken(write);
    }
  }

  /** Returns false if the column's type has no such value. */
  private static boolean set(
      PreparedStatement write, String column, ResultSet row, FieldDamage damage)
      throws SQLException {
    if (damage.isMissing()) {
      write.setNull(1, row.getMetaData().getColumnType(1));
    } else if (column.equals(PAYLOAD)) {
      write.setBytes(1, damage.of(row.getBytes(1)));
    } else if (TEXTS.contains(column)) {
      String present = row.getString(1);
      write.setString(1, damage.of(present == null ? "" : present));
    } else {
      OptionalLong number = damage.of(row.getLong(1));
      if (number.isEmpty()) {
        return false;
      }
      write.setLong(1, number.getAsLong());
    }
    return true;
  }

  private static boolean isTaken(PreparedStatement write) {
    try {
      write.executeUpdate();
      return true;
    } catch (SQLException refused) {
      return false;
    }
  }
}
