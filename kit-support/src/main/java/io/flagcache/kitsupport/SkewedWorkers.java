package io.flagcache.kitsupport;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.testservers.SkewedClassLoader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Workers as the kit wants them, by a URL, whose wall clocks are wrong, or which share nothing with
 * those of this process.
 */
public final class SkewedWorkers {

  private SkewedWorkers() {}

  /**
   * Makes a worker of copied code.
   *
   * @param url finds the backend; has a query already
   */
  public static FlagDefinitionCacheProvider create(String url, WorkerSettings settings) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("serviceKey", settings.serviceKey());
    parameters.put("pollInterval", settings.pollInterval());
    parameters.put("lease", settings.lease());
    parameters.put("entryTtl", settings.entryTtl());
    parameters.put("decisionDeadline", settings.decisionDeadline());
    parameters.put("transferDeadline", settings.transferDeadline());
    String query =
        parameters.entrySet().stream()
            .map(parameter -> "&" + parameter.getKey() + "=" + parameter.getValue())
            .collect(Collectors.joining());
    return SkewedClassLoader.provider(url + query, settings.clockSkew());
  }
}
