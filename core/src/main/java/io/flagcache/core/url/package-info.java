/** What all backends do alike with their URLs. */
@NullMarked
package io.flagcache.core.url;

import org.jspecify.annotations.NullMarked;
