package dev.sluice.hop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardedHeadersTest {

    private static final String PROXY = "10.1.2.3";
    private static final String STRANGER = "203.0.113.9";
    private static final List<Network> PROXIES = List.of(Network.of("10.0.0.0/8"), Network.of("2001:db8::/32"));

    private final HttpHeaders headers = new DefaultHttpHeaders();

    @Nested
    final class OfAPeerThatIsNotTrusted {

        private final ForwardedHeaders forwarded = new ForwardedHeaders(PROXIES, TrustedHeader.X_FORWARDED_FOR);

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Forwarded", "X-Forwarded-For", "x-forwarded-proto", "X-Forwarded-Host", "X-FORWARDED-PORT",
                    "X-Forwarded-Prefix", "X-Forwarded-User", "X-Forwarded-Ssl", "X-Real-IP", "X_Forwarded_For",
                    "X-Forwarded_For", "x_real_ip", "X_FORWARDED-Host"
                })
        void everythingIsWrittenAnew(String name) {
            headers.add(name, "forged").add(name, "forged too").add("Accept", "*/*");
            apply(forwarded, STRANGER);
            assertThat(lines())
                    .containsExactlyInAnyOrder(
                            "accept: */*",
                            "x-forwarded-for: 203.0.113.9",
                            "x-forwarded-host: shop.example.com",
                            "x-forwarded-port: 443",
                            "x-forwarded-proto: https");
        }

        @ParameterizedTest
        @ValueSource(strings = {"X-Forward", "Forwarded-Data", "F", "X", "Forwardee", "X-Real-IPs", "X_Custom"})
        void whatOnlyLooksAlikeStays(String name) {
            headers.add(name, "1");
            apply(forwarded, STRANGER);
            assertThat(headers.get(name)).isEqualTo("1");
        }

        @Test
        void forwardedIsWrittenWhereProxiesUseIt() {
            headers.add("Forwarded", "for=1.1.1.1");
            apply(new ForwardedHeaders(PROXIES, TrustedHeader.FORWARDED), "2001:db9::1");
            assertThat(headers.getAll("Forwarded"))
                    .containsExactly("for=\"[2001:db9:0:0:0:0:0:1]\";host=shop.example.com;proto=https");
            assertThat(headers.get("X-Forwarded-For")).isEqualTo("2001:db9:0:0:0:0:0:1");
        }

        @Test
        void itIsTheClientWhateverItSays() {
            headers.add("X-Forwarded-For", "10.0.0.1").add("Forwarded", "for=10.0.0.1");
            assertThat(forwarded.client(peer(STRANGER), headers)).isEqualTo(STRANGER);
        }

        @Test
        void nothingIsKnownOfAPeerWithoutAddress() {
            headers.add("X-Forwarded-For", "10.0.0.1");
            forwarded.apply(headers, new Hop(null, "http", "", 80));
            assertThat(lines()).containsExactlyInAnyOrder("x-forwarded-port: 80", "x-forwarded-proto: http");
            assertThat(forwarded.client(null, headers)).isNull();
        }
    }

    @Nested
    final class OfATrustedPeer {

        private final ForwardedHeaders forwarded = new ForwardedHeaders(PROXIES, TrustedHeader.X_FORWARDED_FOR);

        @Test
        void itIsAddedToWhatItSays() {
            headers.add("X-Forwarded-For", "198.51.100.7, 192.0.2.1")
                    .add("X-Forwarded-For", "10.9.9.9")
                    .add("X-Forwarded-Proto", "http")
                    .add("X-Forwarded-Host", "www.example.com")
                    .add("X-Forwarded-Port", "8080")
                    .add("X-Forwarded-Prefix", "/shop")
                    .add("X-Real-IP", "198.51.100.7");
            apply(forwarded, PROXY);
            assertThat(lines())
                    .containsExactlyInAnyOrder(
                            "x-forwarded-for: 198.51.100.7, 192.0.2.1, 10.9.9.9, 10.1.2.3",
                            "x-forwarded-proto: http",
                            "x-forwarded-host: www.example.com",
                            "x-forwarded-port: 8080",
                            "x-forwarded-prefix: /shop",
                            "x-real-ip: 198.51.100.7");
        }

        @Test
        void whatItDoesNotSayIsOurs() {
            apply(forwarded, PROXY);
            assertThat(lines())
                    .containsExactlyInAnyOrder(
                            "x-forwarded-for: 10.1.2.3",
                            "x-forwarded-host: shop.example.com",
                            "x-forwarded-port: 443",
                            "x-forwarded-proto: https");
        }

        @Test
        void ourPortIsNotPutBesideItsScheme() {
            headers.add("X-Forwarded-Proto", "http");
            apply(forwarded, PROXY);
            assertThat(headers.contains("X-Forwarded-Port")).isFalse();
            assertThat(headers.get("X-Forwarded-Host")).isEqualTo("shop.example.com");
        }

        @Test
        void ofDoubledHeadersTheLastCounts() {
            headers.add("X-Forwarded-Proto", "forged").add("X-Forwarded-Proto", "https");
            apply(forwarded, PROXY);
            assertThat(headers.getAll("X-Forwarded-Proto")).containsExactly("https");
        }

        @Test
        void misspeltNamesAndTheOtherHeaderAreDropped() {
            headers.add("X_Forwarded_For", "1.1.1.1")
                    .add("X_Real_IP", "1.1.1.1")
                    .add("Forwarded", "for=1.1.1.1");
            apply(forwarded, PROXY);
            assertThat(lines()).noneMatch(line -> line.contains("1.1.1.1"));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "198.51.100.7 | 198.51.100.7",
                    "1.1.1.1, 198.51.100.7 | 198.51.100.7",
                    "198.51.100.7, 10.9.9.9, 2001:db8::5 | 198.51.100.7",
                    "10.9.9.8, 10.9.9.9 | 10.9.9.8",
                    "198.51.100.7:4711 | 198.51.100.7",
                    "[2001:db9::1]:4711 | 2001:db9:0:0:0:0:0:1",
                    "2001:db9::1 | 2001:db9:0:0:0:0:0:1",
                    "::ffff:198.51.100.7 | 198.51.100.7",
                    "198.51.100.7, unknown, 10.9.9.9 | 10.9.9.9",
                    "198.51.100.7, localhost | 10.1.2.3",
                    "'' | 10.1.2.3",
                    "[::1 | 10.1.2.3",
                })
        void theLastAddressThatIsNotTrustedIsTheClient(String value, String client) {
            headers.add("X-Forwarded-For", value);
            assertThat(forwarded.client(peer(PROXY), headers)).isEqualTo(client);
        }

        @Test
        void withoutTheHeaderItIsTheClientItself() {
            assertThat(forwarded.client(peer(PROXY), headers)).isEqualTo(PROXY);
        }
    }

    @Nested
    final class OfATrustedPeerThatSpeaksRfc7239 {

        private final ForwardedHeaders forwarded = new ForwardedHeaders(PROXIES, TrustedHeader.FORWARDED);

        @Test
        void itIsAddedAndTheCustomaryHeadersSayTheSame() {
            headers.add("Forwarded", "for=1.1.1.1, for=198.51.100.7;proto=http;host=\"www.example.com:81\"")
                    .add("Forwarded", "For=\"[2001:db8::9]:4711\";by=_gw")
                    .add("X-Forwarded-For", "8.8.8.8")
                    .add("X-Forwarded-Proto", "forged");
            apply(forwarded, PROXY);
            assertThat(lines())
                    .containsExactlyInAnyOrder(
                            "forwarded: for=1.1.1.1, for=198.51.100.7;proto=http;host=\"www.example.com:81\", "
                                    + "For=\"[2001:db8::9]:4711\";by=_gw, "
                                    + "for=10.1.2.3;host=shop.example.com;proto=https",
                            "x-forwarded-for: 1.1.1.1, 198.51.100.7, [2001:db8::9]:4711, 10.1.2.3",
                            "x-forwarded-proto: http",
                            "x-forwarded-host: www.example.com:81");
        }

        @Test
        void itsOnlyElementSaysSchemeAndHostOfTheClient() {
            headers.add("Forwarded", "for=198.51.100.7;proto=http;host=www.example.com");
            apply(forwarded, PROXY);
            assertThat(headers.getAll("X-Forwarded-Proto")).containsExactly("http");
            assertThat(headers.getAll("X-Forwarded-Host")).containsExactly("www.example.com");
            assertThat(headers.contains("X-Forwarded-Port")).isFalse();
        }

        @Test
        void customaryHeadersThatSayOtherThingsAreDropped() {
            headers.add("Forwarded", "for=198.51.100.7")
                    .add("X-Real-IP", "8.8.8.8")
                    .add("X-Forwarded-Prefix", "/forged");
            apply(forwarded, PROXY);
            assertThat(lines()).noneMatch(line -> line.contains("8.8.8.8") || line.contains("forged"));
        }

        @Test
        void parametersThatNobodyKnowsAreNoFault() {
            headers.add("Forwarded", "a=b;for=198.51.100.7");
            assertThat(forwarded.client(peer(PROXY), headers)).isEqualTo("198.51.100.7");
        }

        @Test
        void theClientIsTheLastNodeThatIsNotTrusted() {
            headers.add("Forwarded", "for=1.1.1.1, for=\"198.51.100.7:81\", for=10.9.9.9");
            assertThat(forwarded.client(peer(PROXY), headers)).isEqualTo("198.51.100.7");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "for", "=1.1.1.1", "for=1.1.1.1;", "for=1.1.1.1, nonsense"})
        void whatCannotBeReadIsDropped(String value) {
            headers.add("Forwarded", value);
            apply(forwarded, PROXY);
            assertThat(headers.getAll("Forwarded")).containsExactly("for=10.1.2.3;host=shop.example.com;proto=https");
            assertThat(headers.get("X-Forwarded-For")).isEqualTo("10.1.2.3");
            assertThat(forwarded.client(peer(PROXY), headers)).isEqualTo(PROXY);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.9, X_FORWARDED_FOR, http://inner:80",
        "10.1.2.3, X_FORWARDED_FOR, https://shop.example.com:80",
        "10.1.2.3, FORWARDED, https://other.example.com:80"
    })
    void howTheClientAskedIsWhatTheTrustedSay(String peer, TrustedHeader header, String asked) {
        headers.add("X-Forwarded-Proto", "HTTPS")
                .add("X-Forwarded-Host", "shop.example.com")
                .add("Forwarded", "for=198.51.100.7;proto=https;host=other.example.com");
        HttpHeaders before = headers.copy();

        Hop hop = new ForwardedHeaders(PROXIES, header).asked(headers, new Hop(peer(peer), "http", "inner", 80));

        assertThat(hop.scheme() + "://" + hop.authority() + ":" + hop.port()).isEqualTo(asked);
        assertThat(headers).isEqualTo(before);
    }

    @Test
    void schemeThatIsNoneIsHttp() {
        headers.add("X-Forwarded-Proto", "gopher");
        var forwarded = new ForwardedHeaders(PROXIES, TrustedHeader.X_FORWARDED_FOR);

        assertThat(forwarded
                        .asked(headers, new Hop(peer(PROXY), "https", "inner", 80))
                        .scheme())
                .isEqualTo("http");
        assertThat(forwarded.asked(headers, new Hop(null, "https", "inner", 80)).scheme())
                .isEqualTo("https");
    }

    private void apply(ForwardedHeaders forwarded, String peer) {
        forwarded.apply(headers, new Hop(peer(peer), "https", "shop.example.com", 443));
    }

    @Test
    void addressOfAPeerIsFormattedOnceForAllItsRequests() {
        PeerAddress peer = peer(STRANGER);
        ForwardedHeaders forwarded = new ForwardedHeaders(PROXIES, TrustedHeader.X_FORWARDED_FOR);
        String client = forwarded.client(peer, headers);
        for (int request = 0; request < 2; request++) {
            HttpHeaders sent = new DefaultHttpHeaders();
            forwarded.apply(sent, new Hop(peer, "https", "shop.example.com", 443));
            assertThat(sent.get("X-Forwarded-For")).isSameAs(client);
        }
    }

    private static PeerAddress peer(String address) {
        return new PeerAddress(new InetSocketAddress(address, 4711));
    }

    private List<String> lines() {
        return headers.entries().stream().map(ForwardedHeadersTest::line).toList();
    }

    private static String line(Map.Entry<String, String> header) {
        return header.getKey().toLowerCase(Locale.ROOT) + ": " + header.getValue();
    }
}
