/** What a new process takes to its first definitions. */
@NullMarked
package io.flagcache.benchmarks.start;

import org.jspecify.annotations.NullMarked;
