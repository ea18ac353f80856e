/** The servers, and a client of each with what all who are measured ask of it. */
@NullMarked
package io.flagcache.benchmarks.backend;

import org.jspecify.annotations.NullMarked;
