package io.flagcache.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.benchmarks.report.LineChart.Line;
import io.flagcache.benchmarks.report.LineChart.Panel;
import io.flagcache.benchmarks.report.LineChart.Point;
import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class LineChartTest {

  private static final LineChart CHART =
      new LineChart(
          "Time & <cost>",
          "document",
          "µs",
          Sizes::bytes,
          List.of(
              new Panel(
                  "Redis",
                  List.of(
                      new Line("flagcache", List.of(new Point(1000, 10), new Point(100_000, 1000))),
                      new Line("other", List.of(new Point(1000, 100), new Point(10_000, 100))))),
              new Panel("Hazelcast", List.of(new Line("other", List.of(new Point(1000, 20)))))));

  @Test
  void linesAreWhereTheirValuesAreOnLogarithmicAxes() throws Exception {
    List<Element> lines = elements("polyline");
    assertThat(lines).hasSize(3);
    // 56 to 256 from left to right, 180 to 30 from the bottom to the top.
    assertThat(lines.get(0).getAttribute("points")).isEqualTo("56.0,180.0 256.0,30.0");
    assertThat(lines.get(1).getAttribute("points")).isEqualTo("56.0,105.0 156.0,105.0");
  }

  @Test
  void theSameNameHasTheSameColourInEachPanel() throws Exception {
    assertThat(elements("polyline"))
        .extracting(line -> line.getAttribute("class"))
        .containsExactly("line s0", "line s1", "line s1");
  }

  @Test
  void axesAreWrittenInTheReadersUnits() throws Exception {
    assertThat(elements("text"))
        .extracting(Element::getTextContent)
        .contains("Time & <cost>", "flagcache", "other", "10", "100", "1,000", "1000 B", "100 KB");
  }

  @Test
  void darkPagesHaveColoursOfTheirOwn() {
    assertThat(CHART.svg()).contains("@media (prefers-color-scheme: dark)");
  }

  private static List<Element> elements(String name) throws Exception {
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(CHART.svg())));
    NodeList nodes = document.getElementsByTagName(name);
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }
}
