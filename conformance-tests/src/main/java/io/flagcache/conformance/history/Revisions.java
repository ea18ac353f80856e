package io.flagcache.conformance.history;

import java.util.ArrayList;
import java.util.List;

/** What the API served, in its order: each change is a revision, counted from 1. */
final class Revisions {

  private final List<Long> contents = new ArrayList<>();

  void serve(long content) {
    if (contents.isEmpty() || contents.get(contents.size() - 1) != content) {
      contents.add(content);
    }
  }

  int latest() {
    return contents.size();
  }

  boolean isServed(long content) {
    return latest() > 0 && contents.get(latest() - 1) == content;
  }

  /** The last revision with this content; 0 if it was never served. */
  int lastOf(long content) {
    return contents.lastIndexOf(content) + 1;
  }

  /** The first revision with this content that is not before another one; 0 if there is none. */
  int firstOf(long content, int notBefore) {
    int from = Math.max(0, notBefore - 1);
    int index = contents.subList(from, contents.size()).indexOf(content);
    return index < 0 ? 0 : from + index + 1;
  }

  /** The last revision up to another one whose content had not been served before. */
  int lastNewUpTo(int revision) {
    int candidate = revision;
    while (candidate > 1 && contents.indexOf(contents.get(candidate - 1)) < candidate - 1) {
      candidate--;
    }
    return candidate;
  }
}
