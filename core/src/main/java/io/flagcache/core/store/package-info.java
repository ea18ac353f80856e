/** What a backend implements: the store and what goes in and out of it. */
@NullMarked
package io.flagcache.core.store;

import org.jspecify.annotations.NullMarked;
