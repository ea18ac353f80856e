/** Files that a command makes for itself. */
@NullMarked
package io.flagcache.demo.files;

import org.jspecify.annotations.NullMarked;
