package dev.sluice.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class Sha256Test {

    /** Source: FIPS 180-4, example "abc"; that of the umlaut is of sha256sum. */
    @Test
    void textIsDigestedAsUtf8() {
        assertThat(Sha256.hex("abc")).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(Sha256.hex("ü")).isEqualTo("607474ca475a9724d7360aba71a56d5df77e61350e3f724cfa1f46e857e2d85f");
        assertThat(Sha256.of("ü")).isEqualTo(Sha256.of("ü".getBytes(UTF_8))).hasSize(32);
    }
}
