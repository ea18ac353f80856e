@NullMarked
package io.flagcache.posthog;

import org.jspecify.annotations.NullMarked;
