/** What a rule is, in both halves of the conformance kit. */
@NullMarked
package io.flagcache.conformance.rule;

import org.jspecify.annotations.NullMarked;
