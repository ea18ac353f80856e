@NullMarked
package io.flagcache.jdbc;

import org.jspecify.annotations.NullMarked;
