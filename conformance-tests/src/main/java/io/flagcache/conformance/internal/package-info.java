/** What both halves of the conformance kit share; no API, and may change in any version. */
@NullMarked
package io.flagcache.conformance.internal;

import org.jspecify.annotations.NullMarked;
