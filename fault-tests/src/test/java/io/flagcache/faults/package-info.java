/**
 * Every backend under every fault, and with workers that fetch for themselves, in JVMs of their
 * own.
 */
@NullMarked
package io.flagcache.faults;

import org.jspecify.annotations.NullMarked;
