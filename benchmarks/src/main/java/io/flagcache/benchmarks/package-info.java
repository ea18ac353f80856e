/** What polls, publications and fleets cost, beside what their clients and others take. */
@NullMarked
package io.flagcache.benchmarks;

import org.jspecify.annotations.NullMarked;
