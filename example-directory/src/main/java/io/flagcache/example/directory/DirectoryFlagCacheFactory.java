package io.flagcache.example.directory;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.FlagDefinitionCacheProviderFactory;
import io.flagcache.core.url.UrlParameters;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;

/**
 * Makes providers from URLs: {@code directory:/var/lib/flags?serviceKey=checkout}, with all
 * settings of {@link io.flagcache.core.FlagCacheBuilder} except listeners as parameters.
 */
public final class DirectoryFlagCacheFactory implements FlagDefinitionCacheProviderFactory {

  private static final String SCHEME = "directory";

  /** Called by {@link java.util.ServiceLoader}. */
  public DirectoryFlagCacheFactory() {}

  @Override
  public Set<String> schemes() {
    return Set.of(SCHEME);
  }

  @Override
  public FlagDefinitionCacheProvider create(String url) {
    int question = url.indexOf('?');
    String path = url.substring(SCHEME.length() + 1, question < 0 ? url.length() : question);
    DirectoryFlagCache.Builder builder = DirectoryFlagCache.builder(directory(path));
    UrlParameters parameters =
        UrlParameters.ofQuery(question < 0 ? "" : url.substring(question + 1));
    parameters.applyTo(builder);
    parameters.rejectOthers();
    return builder.build();
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
