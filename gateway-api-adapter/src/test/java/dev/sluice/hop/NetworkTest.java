package dev.sluice.hop;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255",
        "10.1.2.3/8, 10.0.0.0",
        "0.0.0.0/0, 255.255.255.255",
        "10.0.0.1, 10.0.0.1",
        "10.0.0.1/32, 10.0.0.1",
        "10.0.0.0/9, 10.127.255.255",
        "192.168.4.0/22, 192.168.7.255",
        "::ffff:10.0.0.0/8, 10.1.1.1",
        "10.0.0.0/8, ::ffff:10.1.1.1",
        "2001:db8::/32, 2001:db8:ffff::1",
        "::/0, ffff::1",
        "::1, ::1",
        "::1/128, ::1",
        "fe80::/10, febf::1",
        "2001:db8::/33, 2001:db8:7fff::1"
    })
    void addressesOfItsPrefixBelongToIt(String network, String address) {
        assertThat(Network.of(network).contains(address(address))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 11.0.0.0", "10.0.0.1, 10.0.0.2", "10.0.0.0/9, 10.128.0.0", "192.168.4.0/22, 192.168.8.0",
        "0.0.0.0/0, ::1", "::/0, 10.0.0.1", "2001:db8::/32, 2001:db9::1", "2001:db8::/32, ffff:ffff::1",
        "fe80::/10, fec0::1", "2001:db8::/33, 2001:db8:8000::1", "255.0.0.0/8, ff00::1"
    })
    void othersDoNot(String network, String address) {
        assertThat(Network.of(network).contains(address(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/8",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/+8",
                "10.0.0.0/8/8",
                "10.0.0/8",
                "::/129",
                "localhost",
                "proxy.example.com/24",
                "10.0.0.0/1000",
                "10.0.0.0/٨",
                " 10.0.0.0/8"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> Network.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining('"' + text + '"');
    }

    @Test
    void equalOnesAreEqual() {
        assertThat(Network.of("10.0.0.0/8")).isEqualTo(Network.of("10.0.0.0/8")).hasToString("10.0.0.0/8");
        assertThat(Network.of("10.0.0.0/8")).hasSameHashCodeAs(Network.of("10.0.0.0/8"));
        assertThat(Network.of("10.0.0.0/8")).isNotEqualTo(Network.of("10.0.0.0/9"));
    }

    private static InetAddress address(String text) {
        return requireNonNull(Network.address(text));
    }
}
