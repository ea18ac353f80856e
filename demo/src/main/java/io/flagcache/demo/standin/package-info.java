/** A stand-in of PostHog's flag definitions endpoint, and a document for it to serve. */
@NullMarked
package io.flagcache.demo.standin;

import org.jspecify.annotations.NullMarked;
