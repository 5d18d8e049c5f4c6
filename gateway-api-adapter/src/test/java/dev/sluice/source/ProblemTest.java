package dev.sluice.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.source.Problem.Severity;
import org.junit.jupiter.api.Test;

/** A problem is one line, whatever a resource says. */
final class ProblemTest {

    private static Problem with(String cause) {
        return new Problem(Severity.WARNING, null, "HTTPRoute shop/cart", "spec", cause, "correct it");
    }

    @Test
    void lineNamesObjectFieldCauseAndRemedy() {
        assertThat(with("wrong").line()).isEqualTo("HTTPRoute shop/cart: spec: wrong; correct it");
    }

    @Test
    void valueBeginsNoLineAndSteersNoTerminal() {
        assertThat(with("a\nb\u001b[31m").line())
                .isEqualTo("HTTPRoute shop/cart: spec: a\\x{A}b\\x{1B}[31m; correct it");
    }

    @Test
    void longValueIsCutOff() {
        assertThat(with("x".repeat(32_768)).line()).hasSize(2_001).endsWith("x…");
        assertThat(with("\uD83D\uDE00".repeat(32_768)).fact()).endsWith("\uD83D\uDE00…");
    }
}
