package io.flagcache.cli.sync;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import io.flagcache.core.text.PlainText;
import io.flagcache.core.url.Redaction;

/**
 * Takes secrets and escape sequences out of what another encoder writes, stack traces of drivers
 * included.
 */
final class RedactingEncoder extends EncoderBase<ILoggingEvent> {

  private final Encoder<ILoggingEvent> encoder;
  private final Redaction redaction;

  RedactingEncoder(Encoder<ILoggingEvent> encoder, Redaction redaction) {
    this.encoder = encoder;
    this.redaction = redaction;
  }

  @Override
  public void setContext(Context context) {
    super.setContext(context);
    encoder.setContext(context);
  }

  @Override
  public void start() {
    encoder.start();
    super.start();
  }

  @Override
  public void stop() {
    super.stop();
    encoder.stop();
  }

  @Override
  public byte[] headerBytes() {
    return encoder.headerBytes();
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    String text = new String(encoder.encode(event), UTF_8);
    return PlainText.lines(redaction.apply(text)).getBytes(UTF_8);
  }

  @Override
  public byte[] footerBytes() {
    return encoder.footerBytes();
  }
}
