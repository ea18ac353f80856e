package io.flagcache.core;

import java.util.ArrayList;
import java.util.List;

/**
 * The API as its clients see it: a document that changes, to an earlier content too, conditional
 * requests, and failures. Each change is a revision; a content is a number.
 */
final class FakeApi {

  private final List<Integer> contents = new ArrayList<>(List.of(1));
  private int lastContent = 1;
  private boolean failing;

  int revision() {
    return contents.size();
  }

  int content() {
    return contents.get(contents.size() - 1);
  }

  void change() {
    lastContent++;
    contents.add(lastContent);
  }

  /** Serves what it served before the present document. */
  void changeBack() {
    contents.add(contents.get(Math.max(0, contents.size() - 2)));
  }

  void fail() {
    failing = true;
  }

  void recover() {
    failing = false;
  }

  boolean isFailing() {
    return failing;
  }

  /** The last revision that had this content. */
  int lastRevisionOf(int content) {
    return contents.lastIndexOf(content) + 1;
  }

  /** The first revision with this content that is not before another one; 0 if there is none. */
  int revisionOf(int content, int notBefore) {
    int from = Math.max(0, notBefore - 1);
    int index = contents.subList(from, contents.size()).indexOf(content);
    return index < 0 ? 0 : from + index + 1;
  }
}
