/** Those who are measured: workers of flagcache, and of what others take. */
@NullMarked
package io.flagcache.benchmarks.worker;

import org.jspecify.annotations.NullMarked;
