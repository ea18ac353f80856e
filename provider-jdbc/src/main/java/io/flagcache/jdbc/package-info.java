/**
 * Flag definitions shared through a relational database: {@link io.flagcache.jdbc.JdbcFlagCache}.
 */
@NullMarked
package io.flagcache.jdbc;

import org.jspecify.annotations.NullMarked;
