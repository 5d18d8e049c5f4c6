package dev.sluice.graph.pem;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 7468. */
final class PemTest {

    private static String block(String label, String base64) {
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }

    @Test
    void blocksAreReadInOrderAndTextBetweenThemIsNot() throws UnreadablePem {
        var text = "first\n" + block("ONE", "b25l") + "second\n" + block("TWO", "dH\ndv") + "third";
        assertThat(Pem.blocks("ca.crt", text)).extracting(Pem::label).containsExactly("ONE", "TWO");
        assertThat(Pem.blocks("ca.crt", text))
                .extracting(it -> new String(it.der(), US_ASCII))
                .containsExactly("one", "two");
    }

    /** The text may be a key. */
    @ParameterizedTest
    @CsvSource({
        "'-----BEGIN KEY-----\nc2VjcmV0', has a PEM block without its END line, copy the whole file",
        "'-----BEGIN KEY c2VjcmV0', has a PEM block without its END line, copy the whole file",
        "'-----BEGIN KEY-----\nProc-Type: 4\n\nc2VjcmV0\n-----END KEY-----', is encrypted, use a key without a passphrase",
        "'-----BEGIN KEY-----\nc2VjcmV0!\n-----END KEY-----', has a PEM block that is not base64, copy the whole file"
    })
    void faultSaysWhatAndWhereAndNothingOfTheText(String text, String fault, String remedy) {
        var unreadable = catchThrowableOfType(UnreadablePem.class, () -> Pem.blocks("tls.key", text));
        assertThat(unreadable.fault()).isEqualTo("tls.key " + fault).doesNotContain("c2VjcmV0");
        assertThat(unreadable.remedy()).isEqualTo(remedy);
    }
}
