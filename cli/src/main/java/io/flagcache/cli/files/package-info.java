/** Files that commands write. */
@NullMarked
package io.flagcache.cli.files;

import org.jspecify.annotations.NullMarked;
