/**
 * Stores on a backend that can replace one small record if it is unchanged: the lease logic once,
 * over what a backend of that kind has to offer.
 */
@NullMarked
package io.flagcache.core.record;

import org.jspecify.annotations.NullMarked;
