package io.flagcache.conformance.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** The schema of reports in the documentation. */
final class ReportSchema {

  private static final JsonSchema SCHEMA = read();

  private ReportSchema() {}

  private static JsonSchema read() {
    try {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(Files.readString(Path.of("../docs/conformance-report.schema.json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is wrong with a report; nothing is if this is empty. */
  static Set<ValidationMessage> complaints(JsonNode report) {
    return SCHEMA.validate(report);
  }
}
