package io.flagcache.cli.conformance;

import io.flagcache.cli.failure.CommandFailure;
import io.flagcache.conformance.ProviderFixtureFactory;
import java.lang.reflect.InvocationTargetException;

/** A factory of the user's own, named on the command line. */
final class GivenFactory implements AutoCloseable {

  private final ProviderFixtureFactory factory;

  private GivenFactory(ProviderFixtureFactory factory) {
    this.factory = factory;
  }

  static GivenFactory load(String name, ClassLoader classes) throws CommandFailure {
    Object made = make(name, classes);
    if (made instanceof ProviderFixtureFactory factory) {
      return new GivenFactory(factory);
    }
    throw new CommandFailure(
        "--factory " + name + " does not implement " + ProviderFixtureFactory.class.getName());
  }

  private static Object make(String name, ClassLoader classes) throws CommandFailure {
    try {
      return Class.forName(name, true, classes).getConstructor().newInstance();
    } catch (ClassNotFoundException e) {
      throw new CommandFailure(
          "--factory " + name + " was not found; add its jar or directory with --class-path", e);
    } catch (NoSuchMethodException | IllegalAccessException | InstantiationException e) {
      throw new CommandFailure(
          "--factory " + name + " needs to be public, with a public constructor without parameters",
          e);
    } catch (InvocationTargetException e) {
      throw new CommandFailure("--factory " + name + " failed: " + e.getCause(), e);
    } catch (LinkageError e) {
      throw new CommandFailure("--factory " + name + " cannot be loaded: " + e, e);
    }
  }

  ProviderFixtureFactory factory() {
    return factory;
  }

  /** What every test would fail with is said once. */
  void demandFixture() throws CommandFailure {
    try {
      factory.newFixture().close();
    } catch (Exception e) {
      throw new CommandFailure("The factory cannot make a fixture: " + e, e);
    }
  }

  @Override
  public void close() throws CommandFailure {
    if (factory instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new CommandFailure("The factory cannot be closed: " + e, e);
      }
    }
  }
}
