/** What is particular to Spring Boot 4: its health indicators. */
@NullMarked
package io.flagcache.spring.boot4;

import org.jspecify.annotations.NullMarked;
