/** A provider over a directory that all workers share: an example of a backend of one's own. */
@NullMarked
package io.flagcache.example.directory;

import org.jspecify.annotations.NullMarked;
