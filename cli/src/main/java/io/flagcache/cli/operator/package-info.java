/** What an operator does with a cache: look at it, repair it, find out what is wrong with it. */
@NullMarked
package io.flagcache.cli.operator;

import org.jspecify.annotations.NullMarked;
