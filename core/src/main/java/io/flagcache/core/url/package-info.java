/**
 * What all backends do alike with their URLs: parameters, addresses, and secrets, which are taken
 * out of texts here alone.
 */
@NullMarked
package io.flagcache.core.url;

import org.jspecify.annotations.NullMarked;
