/**
 * Auto-configuration of a flag definition cache for Spring Boot, the same for Boot 3 and Boot 4. A
 * starter adds what differs between them.
 */
@NullMarked
package io.flagcache.spring;

import org.jspecify.annotations.NullMarked;
