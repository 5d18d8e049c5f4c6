package dev.sluice.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LogLineTest {

    @Test
    void wordsOfAPeerBecomeOneShortLine() {
        String line = LogLine.of(HostileWords.of(1 << 20));

        HostileWords.assertIsHarmless(line);
        assertThat(line).contains("forged").endsWith("…").hasSize(501);
    }

    @Test
    void usualWordsStayAsTheyAre() {
        assertThat(LogLine.of("status 401, „ungültig“ 🙂")).isEqualTo("status 401, „ungültig“ 🙂");
        assertThat(LogLine.of("x".repeat(500))).hasSize(500).doesNotContain("…");
    }
}
