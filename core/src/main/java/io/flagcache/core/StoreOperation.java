package io.flagcache.core;

import io.flagcache.core.store.FlagCacheStore;

/** The primitives of a {@link FlagCacheStore}, which {@link StoreCall} names. */
public enum StoreOperation {
  /** {@link FlagCacheStore#acquireOrRenew}. */
  ACQUIRE_OR_RENEW,
  /** {@link FlagCacheStore#publish}. */
  PUBLISH,
  /** {@link FlagCacheStore#publishIfAbsent}. */
  PUBLISH_IF_ABSENT,
  /** {@link FlagCacheStore#read}. */
  READ,
  /** {@link FlagCacheStore#stamp}. */
  STAMP,
  /** {@link FlagCacheStore#discard}. */
  DISCARD,
  /** {@link FlagCacheStore#release}. */
  RELEASE,
  /** {@link FlagCacheStore#inspect}. */
  INSPECT,
  /** {@link FlagCacheStore#revoke}. */
  REVOKE
}
