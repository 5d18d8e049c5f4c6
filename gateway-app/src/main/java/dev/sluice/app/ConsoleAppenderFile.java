package dev.sluice.app;

import ch.qos.logback.core.PropertyDefinerBase;

/**
 * Which of Spring Boot's two appenders of the console logback-spring.xml includes: the one for structured logging,
 * where {@code logging.structured.format.console} is set, which Boot makes a system property of.
 */
public final class ConsoleAppenderFile extends PropertyDefinerBase {

    /** For logback. */
    public ConsoleAppenderFile() {}

    @Override
    public String getPropertyValue() {
        String format = System.getProperty("CONSOLE_LOG_STRUCTURED_FORMAT", "");
        return format.isBlank() ? "console-appender.xml" : "structured-console-appender.xml";
    }
}
