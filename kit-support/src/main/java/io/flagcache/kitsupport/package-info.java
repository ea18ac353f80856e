/** What this build adds to the conformance kit for its own providers. Nothing here is published. */
@NullMarked
package io.flagcache.kitsupport;

import org.jspecify.annotations.NullMarked;
