package io.flagcache.cli.sync;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.flagcache.core.url.Redaction;
import org.slf4j.LoggerFactory;

/** Sends the log to standard output, where containers are expected to log. */
public final class SyncLog {

  private SyncLog() {}

  /**
   * Logs in this way from now on, in the whole process.
   *
   * @param redaction takes secrets out, whoever logs them
   */
  public static void start(LogFormat format, LogLevel level, Redaction redaction) {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return;
    }
    context.reset();
    Encoder<ILoggingEvent> encoder =
        new RedactingEncoder(format == LogFormat.JSON ? json() : text(), redaction);
    encoder.setContext(context);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(appender);
    // What is below a warning in libraries is about their inside.
    root.setLevel(level == LogLevel.ERROR ? Level.ERROR : Level.WARN);
    context.getLogger("io.flagcache").setLevel(Level.toLevel(level.name()));
  }

  private static Encoder<ILoggingEvent> json() {
    JsonEncoder encoder = new JsonEncoder();
    encoder.setWithMessage(false);
    encoder.setWithFormattedMessage(true);
    encoder.setWithArguments(false);
    encoder.setWithContext(false);
    encoder.setWithNanoseconds(false);
    encoder.setWithSequenceNumber(false);
    return encoder;
  }

  private static Encoder<ILoggingEvent> text() {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    // Neither a message nor a line of a stack trace looks like the beginning of another event.
    encoder.setPattern(
        "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} - %replace(%msg){'[\\r\\n]+',' '}%n"
            + "%replace(%xEx{short}){'(?m)^(?=\\d)','  '}");
    return encoder;
  }
}
