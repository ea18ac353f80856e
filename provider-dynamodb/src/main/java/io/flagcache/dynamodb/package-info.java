/** Flag definitions shared through DynamoDB: {@link io.flagcache.dynamodb.DynamoDbFlagCache}. */
@NullMarked
package io.flagcache.dynamodb;

import org.jspecify.annotations.NullMarked;
