/** How values are written for people. */
@NullMarked
package io.flagcache.demo.text;

import org.jspecify.annotations.NullMarked;
