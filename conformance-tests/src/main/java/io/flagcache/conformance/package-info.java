@NullMarked
package io.flagcache.conformance;

import org.jspecify.annotations.NullMarked;
