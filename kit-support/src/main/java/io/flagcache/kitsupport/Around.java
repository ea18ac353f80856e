package io.flagcache.kitsupport;

import java.lang.annotation.Annotation;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Finds what a test class says for all groups of rules in it. */
final class Around {

  private Around() {}

  /** The annotation of the class around a test, or of the one around its group of rules. */
  static <A extends Annotation> Optional<A> find(ExtensionContext context, Class<A> type) {
    return AnnotationSupport.findAnnotation(context.getTestClass(), type)
        .or(() -> context.getParent().flatMap(parent -> find(parent, type)));
  }
}
