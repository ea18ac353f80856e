package io.flagcache.core;

/** The API as its clients see it: a document that changes, to an earlier one too, and failures. */
final class RandomApi {

  private int content = 1;
  private int former = 1;
  private int newest = 1;
  private boolean failing;

  int content() {
    return content;
  }

  void change() {
    former = content;
    newest++;
    content = newest;
  }

  /** Serves what it served before the present document. */
  void changeBack() {
    int present = content;
    content = former;
    former = present;
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
}
