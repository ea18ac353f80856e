package io.flagcache.conformance.reference;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * One change of the code.
 *
 * @param name where it is, what it is, and which of its kind in its method: lines would move with
 *     every change beside it
 * @param survived whether no test noticed
 */
record Mutant(String name, boolean survived) {

  /** Reads the report of PIT. */
  static List<Mutant> readAll(Path report) throws IOException {
    NodeList found;
    try {
      found =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(report.toFile())
              .getElementsByTagName("mutation");
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException("Cannot read " + report, e);
    }
    Map<String, Integer> numbers = new HashMap<>();
    List<Mutant> mutants = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      Element mutation = (Element) found.item(i);
      // The method stands before it.
      String what = text(mutation, "description").replaceFirst(" for [\\w/$]+::.*", "");
      String change = whereOf(mutation) + ": " + what;
      int number = numbers.merge(change, 1, Integer::sum);
      mutants.add(
          new Mutant(
              change + " (" + number + ")", "false".equals(mutation.getAttribute("detected"))));
    }
    return mutants;
  }

  private static String whereOf(Element mutation) {
    String type = text(mutation, "mutatedClass");
    // The compiler counts lambdas through a class.
    String method = text(mutation, "mutatedMethod").replaceAll("^lambda\\$(.*)\\$\\d+$", "$1");
    return type.substring(type.lastIndexOf('.') + 1) + "." + method;
  }

  private static String text(Element mutation, String tag) {
    return mutation.getElementsByTagName(tag).item(0).getTextContent();
  }
}
