/** The writer of a cache that others only read. */
@NullMarked
package io.flagcache.cli.sync;

import org.jspecify.annotations.NullMarked;
