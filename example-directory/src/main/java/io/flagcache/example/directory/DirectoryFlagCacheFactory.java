package io.flagcache.example.directory;

import io.flagcache.core.FlagCacheProviderFactory;
import io.flagcache.core.url.UrlParameters;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;

/**
 * Makes providers from URLs: {@code directory:/var/lib/flags?serviceKey=checkout}, with all
 * settings of {@link io.flagcache.core.FlagCacheBuilder} except listeners as parameters.
 */
public final class DirectoryFlagCacheFactory extends FlagCacheProviderFactory {

  private static final String SCHEME = "directory";

  /** Called by {@link java.util.ServiceLoader}. */
  public DirectoryFlagCacheFactory() {}

  @Override
  public Set<String> schemes() {
    return Set.of(SCHEME);
  }

  @Override
  protected DirectoryFlagCache.Builder builder(String address, UrlParameters parameters) {
    return DirectoryFlagCache.builder(directory(address.substring(SCHEME.length() + 1)));
  }

  private static Path directory(String path) {
    try {
      if (!path.isEmpty()) {
        return Path.of(path);
      }
    } catch (InvalidPathException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "The URL names no directory; write directory:/path, with parameters behind a question mark");
  }
}
