/** URLs of caches, as users give them. */
@NullMarked
package io.flagcache.cli.url;

import org.jspecify.annotations.NullMarked;
