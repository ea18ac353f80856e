/** The contract of a flag definition cache provider, and its discovery by URL. */
module io.flagcache {
  requires static transitive org.jspecify;

  exports io.flagcache;

  uses io.flagcache.FlagDefinitionCacheProviderFactory;
}
