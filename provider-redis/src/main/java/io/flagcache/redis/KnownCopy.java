package io.flagcache.redis;

import io.flagcache.core.store.EntryStamp;

/**
 * The copy that the server was last seen to have.
 *
 * @param stamp what it was published under, or one made up from when this worker first saw it
 * @param expiry in milliseconds of the server's time; 0 if it never expires
 */
record KnownCopy(EntryStamp stamp, long expiry, long length) {

  static final KnownCopy NONE = new KnownCopy(new EntryStamp(-1, -1, "none"), -1, -1);
}
