/** How text from outside is shown. */
@NullMarked
package io.flagcache.core.text;

import org.jspecify.annotations.NullMarked;
