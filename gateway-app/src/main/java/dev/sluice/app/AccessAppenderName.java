package dev.sluice.app;

import ch.qos.logback.core.PropertyDefinerBase;

/** Which appender the access log has: one for bare lines, unless the console is structured. */
public final class AccessAppenderName extends PropertyDefinerBase {

    /** For logback. */
    public AccessAppenderName() {}

    @Override
    public String getPropertyValue() {
        return System.getProperty("CONSOLE_LOG_STRUCTURED_FORMAT", "").isBlank() ? "ACCESS" : "CONSOLE";
    }
}
