package dev.sluice.graph.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.IpProtocol;
import dev.sluice.config.listener.PortId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PortClaimsTest {

    private static final PortId FIRST = new PortId("shop", "first", 80);
    private static final PortId SECOND = new PortId("shop", "second", 80);
    private static final List<String> HOSTS = List.of("0.0.0.0", "::", "127.0.0.1", "127.0.0.2", "::1", "192.0.2.1");

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

    @Test
    void tcpAndUdpHaveTheirOwnAddresses() {
        var claims = new PortClaims();
        var address = List.of(new BindAddress("0.0.0.0", 53));
        var udp = new PortId(FIRST.parent(), IpProtocol.UDP, 53);
        var udpOfAnother = new PortId(SECOND.parent(), IpProtocol.UDP, 53);

        assertThat(claims.claim(FIRST, address)).isEmpty();
        assertThat(claims.claim(udp, address)).isEmpty();
        assertThat(claims.claim(udpOfAnother, address)).contains(new PortClaims.Taken(address.getFirst(), udp));
    }

    /** The one that asked first is named, also where several have a part of what is wanted. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void holderIsTheFirstThatAComparisonOfAllFinds(long seed) {
        var random = new Random(seed);
        var claims = new PortClaims();
        var held = new LinkedHashMap<PortId, List<BindAddress>>();
        for (int asked = 0; asked < 200; asked++) {
            var socket = new PortId("shop", "gw" + asked, 80);
            var wanted = Stream.generate(() -> new BindAddress(
                            HOSTS.get(random.nextInt(HOSTS.size())), 80 + random.nextInt(random.nextInt(1, 90))))
                    .limit(1 + random.nextInt(2))
                    .toList();
            var expected = wanted.stream()
                    .flatMap(address -> held.entrySet().stream()
                            .filter(claim -> claim.getValue().stream().anyMatch(it -> meet(it, address)))
                            .map(claim -> new PortClaims.Taken(address, claim.getKey()))
                            .limit(1))
                    .findFirst();
            assertThat(claims.claim(socket, wanted)).isEqualTo(expected);
            if (expected.isEmpty()) {
                held.put(socket, wanted);
            }
        }
        assertThat(held).hasSizeBetween(20, 180);
    }

    private static boolean meet(BindAddress one, BindAddress other) {
        return one.port() == other.port() && (meet(one.host(), other.host()) || meet(other.host(), one.host()));
    }

    private static boolean meet(String wide, String narrow) {
        return wide.equals(narrow) || wide.equals("::") || (wide.equals("0.0.0.0") && !narrow.contains(":"));
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
