/** A worker process of the demo, its protocol, and how it is started and stopped. */
@NullMarked
package io.flagcache.demo.worker;

import org.jspecify.annotations.NullMarked;
