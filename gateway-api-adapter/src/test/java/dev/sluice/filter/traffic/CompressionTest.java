package dev.sluice.filter.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Where the library of Brotli is missing, gzip is left, and arguments that name Brotli say so. */
@SuppressWarnings("NullAway")
final class CompressionTest {

    private static CompressionArguments offering(ContentCoding... codings) {
        return new CompressionArguments(null, null, null, List.of(codings));
    }

    @Test
    void argumentsThatNameBrotliNeedItsLibrary() {
        var without = new Compression(() -> false);

        assertThat(without.missing(offering(ContentCoding.GZIP, ContentCoding.BR)))
                .contains("com.aayushatharva.brotli4j:brotli4j, with its native library for this machine");
        assertThat(without.missing(offering(ContentCoding.GZIP))).isEmpty();
        assertThat(without.missing(offering())).isEmpty();
    }

    @Test
    void argumentsThatNameBrotliAreTakenWhereItIs() {
        assertThat(new Compression().missing(offering(ContentCoding.BR))).isEmpty();
    }

    @Test
    void withoutTheLibraryGzipIsOffered() {
        assertThat(new Compression(() -> false).usable(offering())).containsExactly(ContentCoding.GZIP);
        assertThat(new Compression(() -> true).usable(offering()))
                .containsExactly(ContentCoding.BR, ContentCoding.GZIP);
    }
}
