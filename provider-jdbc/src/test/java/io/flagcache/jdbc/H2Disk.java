package io.flagcache.jdbc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** Files that an H2 in this JVM reaches by a scheme of their own, on a disk that can be full. */
final class H2Disk {

  private static final String SCHEME = "disk";

  private static volatile boolean full;

  private H2Disk() {}

  /** The URL of a database whose commits are on the disk before they are answered. */
  static String url(Path file) {
    FilePath.register(new Files());
    return "jdbc:h2:" + SCHEME + ":" + file + ";WRITE_DELAY=0;USER=sa;PASSWORD=";
  }

  static void setFull(boolean isFull) {
    full = isFull;
  }

  /** Made by H2, of each path. */
  public static final class Files extends FilePathWrapper {

    /** Called by H2. */
    public Files() {}

    @Override
    public String getScheme() {
      return SCHEME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
      return new File(getBase().open(mode));
    }
  }

  /** Cannot grow on a full disk; what it has can be written over. */
  private static final class File extends FileBase {

    private final FileChannel channel;

    File(FileChannel channel) {
      this.channel = channel;
    }

    private void demandSpace(long end) throws IOException {
      if (full && end > channel.size()) {
        throw new IOException("No space left on device");
      }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      demandSpace(channel.position() + source.remaining());
      return channel.write(source);
    }

    @Override
    public synchronized int write(ByteBuffer source, long position) throws IOException {
      demandSpace(position + source.remaining());
      return channel.write(source, position);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      return channel.read(target);
    }

    @Override
    public synchronized int read(ByteBuffer target, long position) throws IOException {
      return channel.read(target, position);
    }

    @Override
    public long position() throws IOException {
      return channel.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
      channel.position(position);
      return this;
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
      channel.truncate(size);
      return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
      channel.force(metaData);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
      return channel.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      channel.close();
    }
  }
}
