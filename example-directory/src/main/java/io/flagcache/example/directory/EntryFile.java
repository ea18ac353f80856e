package io.flagcache.example.directory;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.flagcache.core.Entry;
import io.flagcache.core.EntryStamp;
import java.util.Arrays;

/** What the file {@code entry} holds: one line with the stamp, then the payload. */
final class EntryFile {

  /** Two numbers of up to 19 digits, a hash of 64, and what separates them. */
  static final int LONGEST_LINE = 120;

  private static final EntryStamp UNREADABLE = new EntryStamp(0, 0, "");

  private EntryFile() {}

  static byte[] of(Entry entry) {
    EntryStamp stamp = entry.stamp();
    byte[] line =
        (stamp.epoch() + " " + stamp.sequence() + " " + stamp.hash() + "\n").getBytes(ISO_8859_1);
    byte[] content = Arrays.copyOf(line, line.length + entry.payload().length);
    System.arraycopy(entry.payload(), 0, content, line.length, entry.payload().length);
    return content;
  }

  /** Whatever the file holds gets a stamp; whether the content is damaged is for the engine. */
  static EntryStamp stampIn(byte[] content) {
    String[] words = new String(content, 0, lineEnd(content), ISO_8859_1).split(" ", -1);
    try {
      return words.length == 3
          ? new EntryStamp(Long.parseLong(words[0]), Long.parseLong(words[1]), words[2])
          : UNREADABLE;
    } catch (NumberFormatException e) {
      return UNREADABLE;
    }
  }

  static byte[] payloadIn(byte[] content) {
    return Arrays.copyOfRange(
        content, Math.min(content.length, lineEnd(content) + 1), content.length);
  }

  private static int lineEnd(byte[] content) {
    int end = 0;
    while (end < content.length && end < LONGEST_LINE && content[end] != '\n') {
      end++;
    }
    return end;
  }
}
