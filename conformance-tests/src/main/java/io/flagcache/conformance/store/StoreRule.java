package io.flagcache.conformance.store;

import io.flagcache.conformance.rule.Disturbance;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names the rule that a test judges. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface StoreRule {

  /**
   * The rule.
   *
   * @return an id of {@link StoreRules}
   */
  String value();

  /**
   * What the store has to keep, or the fixture to be able to do, for this test; it is skipped,
   * visibly, otherwise.
   *
   * @return the capabilities
   */
  StoreCapability[] needs() default {};

  /**
   * What the test does that others may feel which run at the same time.
   *
   * @return the disturbances
   */
  Disturbance[] disturbs() default {};
}
