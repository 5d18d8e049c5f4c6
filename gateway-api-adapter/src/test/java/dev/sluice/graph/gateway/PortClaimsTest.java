package dev.sluice.graph.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.SocketId;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PortClaimsTest {

    private static final SocketId FIRST = new SocketId("shop", "first", 80);
    private static final SocketId SECOND = new SocketId("shop", "second", 80);

    @Test
    void addressBelongsToWhoAsksFirst() {
        assertThat(overlap("127.0.0.2", "127.0.0.2")).isTrue();
        assertThat(overlap("127.0.0.2", "127.0.0.3")).isFalse();
    }

    @Test
    void wildcardTakesEveryAddressOfItsFamily() {
        assertThat(overlap("0.0.0.0", "127.0.0.2")).isTrue();
        assertThat(overlap("127.0.0.2", "0.0.0.0")).isTrue();
        assertThat(overlap("0.0.0.0", "::1")).isFalse();
    }

    @Test
    void wildcardOfIpv6TakesIpv4Too() {
        assertThat(overlap("::", "127.0.0.2")).isTrue();
        assertThat(overlap("0.0.0.0", "::")).isTrue();
    }

    @Test
    void oneAddressIsKnownInEverySpelling() {
        assertThat(overlap("::1", "0:0:0:0:0:0:0:1")).isTrue();
    }

    @Test
    void socketKeepsWhatItHas() {
        var claims = new PortClaims();
        claims.claim(FIRST, List.of(new BindAddress("0.0.0.0", 80)));
        assertThat(claims.claim(FIRST, List.of(new BindAddress("0.0.0.0", 80)))).isEmpty();
    }

    private static boolean overlap(String held, String wanted) {
        var claims = new PortClaims();
        claims.claim(FIRST, List.of(new BindAddress(held, 80)));
        assertThat(claims.claim(SECOND, List.of(new BindAddress(wanted, 81)))).isEmpty();
        var others = new PortClaims();
        others.claim(FIRST, List.of(new BindAddress(held, 80)));
        return others.claim(SECOND, List.of(new BindAddress(wanted, 80))).isPresent();
    }
}
