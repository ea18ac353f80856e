package io.flagcache.cli.conformance;

import io.flagcache.conformance.store.FlagCacheStoreConformance;
import io.flagcache.conformance.store.StoreCapability;
import io.flagcache.conformance.store.StoreFixture;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;

/** The kit's tests of stores over the URL that the command line names. */
@ExtendWith(Handover.class)
final class GivenStoreConformance extends FlagCacheStoreConformance implements Handover.Taker {

  private @Nullable Given given;

  @Override
  protected StoreFixture fixture() {
    return given().stores().newFixture();
  }

  @Override
  protected Set<StoreCapability> capabilities() {
    return given().stores().capabilities();
  }

  @Override
  protected double timescale() {
    return given().timescale();
  }

  @Override
  protected Optional<Set<String>> expectedSkips() {
    return given().expectedSkips();
  }

  private Given given() {
    return Objects.requireNonNull(given, "given");
  }

  @Override
  public void take(Object given) {
    this.given = (Given) given;
  }

  /** What is judged. */
  record Given(UrlStores stores, double timescale, Optional<Set<String>> expectedSkips) {}
}
