package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What logback-spring.xml asks for, by the system property that Spring Boot makes of its own. */
class ConsoleAppenderTest {

    private static final String FORMAT = "CONSOLE_LOG_STRUCTURED_FORMAT";

    @AfterEach
    void forget() {
        System.clearProperty(FORMAT);
    }

    @Test
    void isPlainAndTheAccessLogBareByDefault() {
        assertThat(new ConsoleAppenderFile().getPropertyValue()).isEqualTo("console-appender.xml");
        assertThat(new AccessAppenderName().getPropertyValue()).isEqualTo("ACCESS");
    }

    @Test
    void isStructuredTogetherWithTheAccessLogWhereAFormatIsSet() {
        System.setProperty(FORMAT, "ecs");

        assertThat(new ConsoleAppenderFile().getPropertyValue()).isEqualTo("structured-console-appender.xml");
        assertThat(new AccessAppenderName().getPropertyValue()).isEqualTo("CONSOLE");
    }
}
