package dev.sluice.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.filter.HeaderModification;
import dev.sluice.config.filter.HeaderModification.HeaderValue;
import dev.sluice.config.filter.PathModification.ReplacePrefixMatch;
import dev.sluice.config.filter.Rewrite;
import dev.sluice.config.filter.RouteFilter.RequestHeaderModifier;
import dev.sluice.config.filter.RouteFilter.ResponseHeaderModifier;
import dev.sluice.config.filter.RouteFilter.UrlRewrite;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.upstream.RawBackend;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(LeakDetection.class)
final class ForwardingTest {

    private final RawBackend backend = RawBackend.answering();
    private final Programs programs = new Programs().with(Programs.SHOP, backend);

    @AfterEach
    void close() throws IOException {
        programs.close();
        backend.close();
    }

    @Test
    void backendSeesTheRequestAndWhoSentIt() throws Exception {
        ProgramResponse response = programs.run(programs.forwarding(), programs.get());
        assertThat(response.backend()).isEqualTo("default/shop:80 " + backend.endpoint());
        assertThat(Programs.lines(backend))
                .containsExactlyInAnyOrder(
                        "GET /foo/a?q=1 HTTP/1.1",
                        "host: shop.example.com",
                        "x-forwarded-for: 192.0.2.7",
                        "x-forwarded-host: shop.example.com",
                        "x-forwarded-port: 80",
                        "x-forwarded-proto: http",
                        "via: 1.1 sluice",
                        "x-request-id: id-1");
    }

    /** Spring and others make links of host and port: a laptop has port 80 of a Listener at 8080. */
    @ParameterizedTest
    @CsvSource({"http, localhost:8080, 80, 8080", "https, [::1]:8443, 443, 8443", "http, localhost, 81, 81"})
    void backendSeesThePortThatTheClientUsed(String scheme, String host, int listener, int port) throws Exception {
        programs.run(programs.forwarding(), programs.get().to(scheme, host, listener));
        assertThat(Programs.lines(backend)).contains("x-forwarded-host: " + host, "x-forwarded-port: " + port);
    }

    @Test
    void whatTheClientSaysAboutItselfIsReplaced() throws Exception {
        programs.run(
                programs.forwarding(),
                programs.get()
                        .with("X-Forwarded-For", "10.0.0.1")
                        .with("Forwarded", "for=10.0.0.1")
                        .with("X-Forwarded-Proto", "https"));
        assertThat(Programs.lines(backend))
                .contains("x-forwarded-for: 192.0.2.7", "x-forwarded-proto: http")
                .noneMatch(line -> line.contains("10.0.0.1") || line.contains("https"));
    }

    @Test
    void connectionHeadersStayHere() throws Exception {
        programs.run(
                programs.forwarding(),
                programs.get()
                        .with("Connection", "keep-alive, X-Hop, Host, X-Forwarded-For")
                        .with("X-Hop", "1")
                        .with("Keep-Alive", "5")
                        .with("TE", "trailers")
                        .with("Upgrade", "h2c")
                        .with("HTTP2-Settings", "AAAA")
                        .with("Proxy-Connection", "close")
                        .with("Proxy-Authorization", "x")
                        .with("Expect", "100-continue")
                        .with("x-http2-scheme", "http"));
        assertThat(Programs.lines(backend)).hasSize(8).contains("host: shop.example.com", "x-forwarded-for: 192.0.2.7");
    }

    @Test
    void headersAreSetThenAddedThenRemoved() throws Exception {
        HeaderModification modification = new HeaderModification(
                List.of(new HeaderValue("x-a", "#{1+1}"), new HeaderValue("x-c", "set")),
                List.of(new HeaderValue("x-b", "{added}"), new HeaderValue("x-a", "$1")),
                List.of("X-C"));
        programs.run(
                programs.forwarding(new RequestHeaderModifier(modification)),
                programs.get().with("X-A", "old").with("X-B", "old").with("X-C", "old"));
        assertThat(Programs.lines(backend))
                .contains("x-a: #{1+1}", "x-a: $1", "X-B: old", "x-b: {added}")
                .noneMatch(line -> line.toLowerCase(Locale.ROOT).startsWith("x-c"));
    }

    @Test
    void filterCannotChangeWhereAMessageEnds() throws Exception {
        HeaderModification modification = new HeaderModification(
                List.of(new HeaderValue("Content-Length", "5"), new HeaderValue("Transfer-Encoding", "chunked")),
                List.of(new HeaderValue("Host", "evil.test"), new HeaderValue("Connection", "close")),
                List.of("Host"));
        programs.run(programs.forwarding(new RequestHeaderModifier(modification)), programs.get());
        assertThat(Programs.lines(backend)).hasSize(8).contains("host: shop.example.com");
    }

    @Test
    void rewriteChangesHostAndPath() throws Exception {
        programs.run(
                programs.forwarding(new UrlRewrite(new Rewrite("one.example.org", new ReplacePrefixMatch("/bar")))),
                programs.get());
        assertThat(Programs.lines(backend))
                .contains("GET /bar/a?q=1 HTTP/1.1", "host: one.example.org", "x-forwarded-host: shop.example.com");
    }

    @Test
    void responseHeadersAreModified() {
        ProgramResponse response = programs.run(
                programs.forwarding(new ResponseHeaderModifier(Programs.setting("x-by", "sluice"))), programs.get());
        assertThat(response.headers().get("x-by")).isEqualTo("sluice");
        assertThat(response.reason()).isNull();
    }

    @Test
    void laterFiltersSeeWhatEarlierOnesMade() throws Exception {
        programs.run(
                programs.forwarding(
                        new RequestHeaderModifier(Programs.setting("Host", "first.example.org")),
                        new UrlRewrite(new Rewrite("second.example.org", null)),
                        new UrlRewrite(new Rewrite(null, new ReplacePrefixMatch("/foo/b")))),
                programs.get());
        assertThat(Programs.lines(backend)).contains("GET /foo/b/a?q=1 HTTP/1.1", "host: second.example.org");
    }
}
