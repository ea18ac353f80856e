/** Every backend under every fault, with workers in JVMs of their own. */
@NullMarked
package io.flagcache.faults;

import org.jspecify.annotations.NullMarked;
