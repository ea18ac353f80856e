package io.flagcache.conformance;

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
public @interface Rule {

  /**
   * The rule.
   *
   * @return an id of {@link ConformanceRules}
   */
  String value();

  /**
   * What the fixture has to be able to do for this test; it is skipped, visibly, otherwise.
   *
   * @return the capabilities
   */
  Capability[] needs() default {};

  /**
   * What the test does that others may feel which run at the same time.
   *
   * @return the disturbances
   */
  Disturbance[] disturbs() default {};
}
