package io.flagcache.benchmarks.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleDocumentTest {

  @ParameterizedTest
  @ValueSource(ints = {10_000, 100_000, 1_000_000})
  void hasTheSizeThatWasAskedFor(int bytes) {
    assertThat(SampleDocument.versions(bytes, 1).get(0).json().length)
        .isBetween(bytes, bytes + 1_500);
  }

  @Test
  void isTheSameEachTimeAndDiffersFromTheNext() {
    List<SampleDocument> versions = SampleDocument.versions(10_000, 2);
    assertThat(SampleDocument.versions(10_000, 2)).isEqualTo(versions);
    assertThat(versions.get(1).data()).isNotEqualTo(versions.get(0).data());
  }

  @Test
  void isReadAsItWasWritten() {
    SampleDocument document = SampleDocument.versions(10_000, 1).get(0);
    assertThat(SampleDocument.parse(document.json())).isEqualTo(document.map());
  }

  @Test
  void getsShorterByCompressionAsDefinitionsDo() throws Exception {
    byte[] json = SampleDocument.versions(1_000_000, 1).get(0).json();
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
      out.write(json);
    }
    assertThat((double) json.length / compressed.size()).isBetween(4.0, 17.0);
  }
}
