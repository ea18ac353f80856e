/** The backend that lives in the memory of one process. */
@NullMarked
package io.flagcache.core.memory;

import org.jspecify.annotations.NullMarked;
