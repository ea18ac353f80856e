/** Results, and the tables and plots that are made of them. */
@NullMarked
package io.flagcache.benchmarks.report;

import org.jspecify.annotations.NullMarked;
