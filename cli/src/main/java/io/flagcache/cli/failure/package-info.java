/** How a command says that it cannot do its work. */
@NullMarked
package io.flagcache.cli.failure;

import org.jspecify.annotations.NullMarked;
