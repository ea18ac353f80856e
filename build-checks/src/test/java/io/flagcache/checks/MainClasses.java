package io.flagcache.checks;

import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.LocationProvider;
import java.util.Set;
import java.util.stream.Collectors;

/** The compiled main classes of all modules. */
final class MainClasses implements LocationProvider {
  @Override
  public Set<Location> get(Class<?> testClass) {
    return Reactor.MODULES.stream()
        .map(module -> Location.of(module.classes()))
        .collect(Collectors.toSet());
  }
}
