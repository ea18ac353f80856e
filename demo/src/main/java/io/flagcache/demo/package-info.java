/** The demo: a fleet of worker processes, the story it goes through, and how that is shown. */
@NullMarked
package io.flagcache.demo;

import org.jspecify.annotations.NullMarked;
