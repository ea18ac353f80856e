/** The command line. */
@NullMarked
package io.flagcache.cli;

import org.jspecify.annotations.NullMarked;
