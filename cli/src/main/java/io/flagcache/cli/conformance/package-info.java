/** The conformance kit without a build. */
@NullMarked
package io.flagcache.cli.conformance;

import org.jspecify.annotations.NullMarked;
