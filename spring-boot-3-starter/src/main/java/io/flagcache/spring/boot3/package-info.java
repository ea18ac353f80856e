/** What is particular to Spring Boot 3: its health indicators. */
@NullMarked
package io.flagcache.spring.boot3;

import org.jspecify.annotations.NullMarked;
