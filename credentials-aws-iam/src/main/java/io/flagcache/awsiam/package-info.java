/** IAM authentication at databases and caches of AWS. */
@NullMarked
package io.flagcache.awsiam;

import org.jspecify.annotations.NullMarked;
