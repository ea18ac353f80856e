/** How values are written for people. */
@NullMarked
package io.flagcache.cli.text;

import org.jspecify.annotations.NullMarked;
