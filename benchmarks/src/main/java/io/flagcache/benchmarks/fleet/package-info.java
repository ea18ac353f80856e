/** What many workers cost, simulated and measured. */
@NullMarked
package io.flagcache.benchmarks.fleet;

import org.jspecify.annotations.NullMarked;
