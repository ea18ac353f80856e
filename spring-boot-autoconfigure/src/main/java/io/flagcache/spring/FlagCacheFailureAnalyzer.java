package io.flagcache.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what to do when an application starts without a usable cache. */
final class FlagCacheFailureAnalyzer
    extends AbstractFailureAnalyzer<FlagCacheConfigurationException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, FlagCacheConfigurationException cause) {
    return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
  }
}
