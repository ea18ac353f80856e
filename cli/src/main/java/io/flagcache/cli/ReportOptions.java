package io.flagcache.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine.Option;

/** For whom a command writes. */
final class ReportOptions {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Option(names = "--json", description = "Write JSON, one object on each line, for programs.")
  private boolean json;

  boolean isJson() {
    return json;
  }

  static void write(PrintWriter out, JsonNode node) {
    try {
      out.println(MAPPER.writeValueAsString(node));
      out.flush();
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
