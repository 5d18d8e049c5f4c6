package dev.sluice.config.tls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a log may show of certificates and keys. */
final class ShownTextTest {

    @Test
    void ofACertificateIsItsSource() {
        assertThat(new Certificate("Secret shop/web", "the chain", "the key"))
                .hasToString("Certificate[Secret shop/web]");
    }

    @Test
    void ofIssuersIsTheirSource() {
        assertThat(new Trust.Anchors("ConfigMap shop/ca", "the certificates"))
                .hasToString("Anchors[ConfigMap shop/ca]");
    }
}
