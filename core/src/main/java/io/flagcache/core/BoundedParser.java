package io.flagcache.core;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Counts names and values while they are read, and fails at the first that is too many. Reads
 * fractions as the JDK does.
 */
final class BoundedParser extends JsonParserDelegate {

  private final DocumentLimits limits;
  private int values;

  BoundedParser(JsonParser parser, DocumentLimits limits) {
    super(parser);
    this.limits = limits;
  }

  @Override
  public @Nullable JsonToken nextToken() throws IOException {
    JsonToken token = delegate.nextToken();
    if (token != null && !token.isStructEnd() && ++values > limits.maxValues()) {
      throw limits.tooManyValues();
    }
    return token;
  }

  /** Of 500 characters and more Jackson 2.17 reads another number where they end in zeros. */
  @Override
  public BigDecimal getDecimalValue() throws IOException {
    return new BigDecimal(
        delegate.getTextCharacters(), delegate.getTextOffset(), delegate.getTextLength());
  }

  @Override
  public @Nullable JsonToken nextValue() throws IOException {
    JsonToken token = nextToken();
    return token == JsonToken.FIELD_NAME ? nextToken() : token;
  }
}
