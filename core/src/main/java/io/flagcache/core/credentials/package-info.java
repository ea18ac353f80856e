/**
 * Who connections are made as, where that changes while a provider lives: passwords that rotate,
 * tokens that expire.
 */
@NullMarked
package io.flagcache.core.credentials;

import org.jspecify.annotations.NullMarked;
