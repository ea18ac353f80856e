/** Whether a cache can be used before anything is started that needs it. */
@NullMarked
package io.flagcache.demo.cache;

import org.jspecify.annotations.NullMarked;
