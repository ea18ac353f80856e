/** Files that a command makes for itself. */
@NullMarked
package io.flagcache.cli.files;

import org.jspecify.annotations.NullMarked;
