/** What processes take of the processor. */
@NullMarked
package io.flagcache.benchmarks.processor;

import org.jspecify.annotations.NullMarked;
