package io.flagcache.posthog;

/** The settings of a loader. Not safe for use by several threads. */
public final class DefinitionLoaderBuilder extends LoaderBuilder<DefinitionLoaderBuilder> {

  private boolean readOnly;

  DefinitionLoaderBuilder() {}

  /**
   * Only reads the cache: takes no part in the election and sends no request to the API, whose
   * settings are not used.
   *
   * @return this builder
   */
  public DefinitionLoaderBuilder readOnly() {
    this.readOnly = true;
    return this;
  }

  /**
   * Makes the loader. Without a cache it polls the API itself. Nothing is asked of API or cache
   * before {@link DefinitionLoader#start()} or {@link DefinitionLoader#poll()}.
   *
   * @return the loader
   * @throws IllegalArgumentException if a setting is missing or wrong; the message names it and the
   *     fix
   */
  public DefinitionLoader build() {
    checkTimesAndLimits();
    check(!readOnly || hasCache(), "readOnly() needs a cache to read; set cache");
    LoaderSettings settings = settings(readOnly, Pacing.NONE);
    return new DefinitionLoader(
        "DefinitionLoader[" + (readOnly ? "read-only" : hostName()) + "]", settings);
  }
}
