/** The report of the conformance kit. Nothing here is for use by others. */
@NullMarked
package io.flagcache.conformance.internal.report;

import org.jspecify.annotations.NullMarked;
