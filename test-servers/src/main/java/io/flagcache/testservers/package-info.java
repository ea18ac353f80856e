/** Real servers, and faults on the way to them, for the tests of several modules. */
@NullMarked
package io.flagcache.testservers;

import org.jspecify.annotations.NullMarked;
