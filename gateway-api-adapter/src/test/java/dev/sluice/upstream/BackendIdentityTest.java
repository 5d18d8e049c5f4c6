package dev.sluice.upstream;

import static dev.sluice.upstream.Issuers.certificate;
import static dev.sluice.upstream.Issuers.issued;
import static dev.sluice.upstream.Issuers.root;
import static dev.sluice.upstream.Issuers.trust;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.answer.Answer;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.BackendTls;
import dev.sluice.config.tls.Certificate;
import dev.sluice.config.tls.SubjectName;
import dev.sluice.config.tls.Trust;
import dev.sluice.tls.TlsLibrary;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** Who a backend must be before anything is sent to it, and what the operator reads where it is somebody else. */
@ParameterizedClass
@EnumSource(names = {"JDK", "BORINGSSL"})
final class BackendIdentityTest extends UpstreamFixture {

    private static final String HOST = "shop.example.com";
    private static final X509Bundle CA = root("ca");
    private static final X509Bundle OTHER_CA = root("other-ca");
    private static final X509Bundle CLIENT_CA = root("client-ca");
    private static final X509Bundle BETWEEN = Issuers.between(CA, "between", UnaryOperator.identity());
    private static final X509Bundle SELF = Issuers.selfSigned(UnaryOperator.identity(), HOST);
    private static final X509Bundle OLD_SELF = Issuers.selfSigned(BackendIdentityTest::expired, HOST);

    private final TlsLibrary library;
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(TlsTroubles.class);

    BackendIdentityTest(TlsLibrary library) {
        this.library = library;
    }

    @BeforeEach
    void begin() {
        use(new UpstreamTls(library));
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void end() {
        logger.detachAppender(log);
    }

    /** One row: a backend and what is wanted of it. */
    record Row(
            String title,
            X509Bundle shown,
            Trust trust,
            List<SubjectName> names,
            @Nullable X509Bundle clients,
            @Nullable Certificate client,
            String version,
            @Nullable String refusal) {

        private static Row of(String title, X509Bundle shown) {
            return new Row(title, shown, Issuers.trust(CA), hosts(HOST), null, null, "TLSv1.3", null);
        }

        Row wanting(SubjectName... wanted) {
            return new Row(title, shown, trust, List.of(wanted), clients, client, version, refusal);
        }

        Row trusting(Trust trusted) {
            return new Row(title, shown, trusted, names, clients, client, version, refusal);
        }

        Row asking(@Nullable Certificate shows, String by) {
            return new Row(title + " by " + by, shown, trust, names, CLIENT_CA, shows, by, refusal);
        }

        Row refused(String text) {
            return new Row(title, shown, trust, names, clients, client, version, text);
        }

        BackendTls tls() {
            return new BackendTls(HOST, names, trust, client);
        }

        void setUp(SSLServerSocket socket) {
            socket.setEnabledProtocols(new String[] {version});
        }

        @Override
        public String toString() {
            return title;
        }
    }

    private static List<SubjectName> hosts(String... names) {
        return Stream.of(names).map(BackendIdentityTest::host).toList();
    }

    private static SubjectName host(String name) {
        return new SubjectName(SubjectName.Type.HOSTNAME, name);
    }

    private static SubjectName uri(String name) {
        return new SubjectName(SubjectName.Type.URI, name);
    }

    private static CertificateBuilder expired(CertificateBuilder builder) {
        return builder.notBefore(Instant.now().minus(Duration.ofDays(9)))
                .notAfter(Instant.now().minus(Duration.ofDays(1)));
    }

    static Stream<Row> names() {
        String spiffe = "spiffe://example.com/shop";
        return Stream.of(
                Row.of("the host", issued(CA, HOST)),
                Row.of("the host in other letters", issued(CA, "Shop.EXAMPLE.com")),
                Row.of("the host among others", issued(CA, "a.example.com", spiffe, HOST)),
                Row.of("another host", issued(CA, "other.example.com"))
                        .refused("its certificate is for other.example.com, wanted is shop.example.com"),
                Row.of("a wildcard of the host", issued(CA, "*.example.com")),
                Row.of("a wildcard for one label", issued(CA, "*.example.com"))
                        .wanting(host("a.shop.example.com"))
                        .refused("is for *.example.com, wanted is a.shop.example.com"),
                Row.of("a wildcard that is a part of a label", issued(CA, "s*.example.com"))
                        .refused("is for s*.example.com, wanted"),
                Row.of("a wildcard in the midst", issued(CA, "shop.*.com")).refused("is for shop.*.com, wanted"),
                Row.of("a wanted wildcard", issued(CA, "*.example.com")).wanting(host("*.example.com")),
                Row.of("a host below a wanted wildcard", issued(CA, HOST)).wanting(host("*.example.com")),
                Row.of("a host two labels below a wanted wildcard", issued(CA, "a.b.example.com"))
                        .wanting(host("*.example.com"))
                        .refused("is for a.b.example.com, wanted is *.example.com"),
                Row.of("the host without the label of a wanted wildcard", issued(CA, "example.com"))
                        .wanting(host("*.example.com"))
                        .refused("is for example.com, wanted is *.example.com"),
                Row.of("a URI", issued(CA, spiffe)).wanting(uri(spiffe)),
                Row.of("a URI in other letters", issued(CA, "spiffe://example.com/Shop"))
                        .wanting(uri(spiffe))
                        .refused("is for spiffe://example.com/Shop, wanted is " + spiffe),
                Row.of("a URI below the wanted one", issued(CA, spiffe + "/a"))
                        .wanting(uri(spiffe))
                        .refused("wanted is " + spiffe),
                Row.of("one of the wanted names", issued(CA, spiffe)).wanting(host("a.example.com"), uri(spiffe)),
                Row.of("the server name, which is not wanted", issued(CA, HOST))
                        .wanting(host("a.example.com"), uri(spiffe))
                        .refused("is for shop.example.com, wanted is a.example.com, " + spiffe),
                Row.of("the host as common name", issued(CA, builder -> builder.subject("CN=" + HOST)))
                        .refused("is for no DNS name or URI, wanted"));
    }

    static Stream<Row> issuers() {
        return Stream.of(
                Row.of("an expired one", issued(CA, BackendIdentityTest::expired, HOST))
                        .refused("its certificate expired at "),
                Row.of("one of tomorrow", issued(CA, BackendIdentityTest::ofTomorrow, HOST))
                        .refused("its certificate is valid from "),
                Row.of("a self-signed one", SELF).refused("its certificate is self-signed and not trusted"),
                Row.of("a self-signed one that is trusted", SELF).trusting(trust(SELF)),
                Row.of("an expired self-signed one that is trusted", OLD_SELF)
                        .trusting(trust(OLD_SELF))
                        .refused("its certificate expired at "),
                Row.of("one of another issuer", issued(OTHER_CA, HOST))
                        .refused("the issuer of its certificate is not trusted: CN=other-ca"),
                Row.of("one of an issuer by the same name", issued(root("ca"), HOST))
                        .refused("another issuer that has the name of a trusted one: CN=ca"),
                Row.of("one of the second issuer", issued(OTHER_CA, HOST)).trusting(trust(CA, OTHER_CA)),
                Row.of("one of an issuer between", issued(BETWEEN, HOST)),
                Row.of("one of an issuer between that is trusted", issued(BETWEEN, HOST))
                        .trusting(trust(BETWEEN)),
                Row.of("one of an issuer between that is expired", issued(expiredBetween(), HOST))
                        .refused("the certificate of its issuer CN=between expired at "),
                Row.of("one for clients", issued(CA, CertificateBuilder::addExtendedKeyUsageClientAuth, HOST))
                        .refused("its certificate is not for servers"),
                Row.of("one for servers", issued(CA, CertificateBuilder::addExtendedKeyUsageServerAuth, HOST)),
                Row.of("one of a private issuer, by those of the JDK", issued(CA, HOST))
                        .trusting(Trust.WellKnown.SYSTEM)
                        .refused("the issuer of its certificate is not trusted: CN=ca"),
                Row.of("one with RSA", Issuers.of(Algorithm.rsa2048, CA, HOST)),
                Row.of("one with Ed25519", Issuers.of(Algorithm.ed25519, CA, HOST)),
                Row.of("one with Ed25519 of another host", Issuers.of(Algorithm.ed25519, CA, "a.example.com"))
                        .refused("its certificate is for a.example.com, wanted"));
    }

    private static CertificateBuilder ofTomorrow(CertificateBuilder builder) {
        return builder.notBefore(Instant.now().plus(Duration.ofDays(1)));
    }

    private static X509Bundle expiredBetween() {
        return Issuers.between(CA, "between", BackendIdentityTest::expired);
    }

    static Stream<Row> clients() {
        List<Row> rows = new ArrayList<>();
        X509Bundle server = issued(CA, HOST);
        String missing = "it does not accept the gateway without a valid certificate, ";
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            rows.add(Row.of("one is shown", server).asking(certificate(issued(CLIENT_CA, "gateway")), version));
            rows.add(Row.of("one with RSA is shown", server)
                    .asking(certificate(Issuers.of(Algorithm.rsa2048, CLIENT_CA, "gateway")), version));
            rows.add(Row.of("one with Ed25519 is shown", server)
                    .asking(certificate(Issuers.of(Algorithm.ed25519, CLIENT_CA, "gateway")), version));
            // TLS 1.2 has no alert of its own for it.
            rows.add(Row.of("there is none", server)
                    .asking(null, version)
                    .refused(version.equals("TLSv1.2") ? "it refuses the handshake, handshake_failure" : missing));
            rows.add(Row.of("one of another issuer is shown", server)
                    .asking(certificate(issued(OTHER_CA, "gateway")), version)
                    .refused(missing));
        }
        return rows.stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void certificateHasAWantedName(Row row) throws Exception {
        judge(row);
    }

    @ParameterizedTest
    @MethodSource("issuers")
    void certificateIsTrusted(Row row) throws Exception {
        judge(row);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void certificateOfTheGatewayIsShownWhereItIsAskedFor(Row row) throws Exception {
        judge(row);
    }

    private void judge(Row row) throws Exception {
        try (RawBackend backend = RawBackend.answering(TlsSockets.of(row.shown(), row.clients(), row::setUp))) {
            UpstreamOutcome outcome = exchange(serve(BackendProtocol.HTTP, row.tls(), backend.endpoint()), get());
            if (row.refusal() == null) {
                assertThat(received(outcome).status().code()).isEqualTo(200);
                assertThat(log.list).isEmpty();
                return;
            }
            assertThat(answer(outcome)).isEqualTo(Answer.UPSTREAM_TLS);
            assertThat(log.list).singleElement().satisfies(line -> {
                assertThat(line.getLevel()).isEqualTo(Level.WARN);
                assertThat(line.getFormattedMessage())
                        .startsWith("TLS with default/shop:80 at " + backend.endpoint() + " fails: ")
                        .contains(row.refusal())
                        .contains("; its requests are answered 502. ");
                assertThat(line.getThrowableProxy()).isNull();
            });
            await().atMost(PATIENCE).until(() -> upstreams().get(SHOP).view().open() == 0);
            assertThat(backend.heads()).isEmpty();
        }
    }
}
