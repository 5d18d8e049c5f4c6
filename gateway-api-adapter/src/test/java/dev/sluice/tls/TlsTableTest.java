package dev.sluice.tls;

import static dev.sluice.tls.TestCertificates.certificate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.ClientValidation;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerMode;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.tls.Certificate;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(names = {"BORINGSSL", "JDK"})
class TlsTableTest {

    private static final ConnectionPlan UNKNOWN_NAME =
            new ConnectionPlan.Refuse(ConnectionPlan.Refuse.Cause.UNKNOWN_NAME, true);
    private static final PortId SOCKET = new PortId("default", "gw", 443);

    private final TlsLibrary library;
    private final Certificate shop = certificate("shop", "shop.example.com");
    private final Certificate wild = certificate("wild", "*.example.com");

    TlsTableTest(TlsLibrary library) {
        assumeThat(library.isAvailable()).as("%s on this machine", library).isTrue();
        this.library = library;
    }

    @Nested
    class Choosing {

        @Test
        void exactHostnameWinsOverWildcardOverAny() {
            Certificate any = certificate("any", "whatever.test");
            Certificate deep = certificate("deep", "*.b.example.com");
            TlsTable table = table(
                    listener("any", "", any),
                    listener("wild", "*.example.com", wild),
                    listener("deep", "*.b.example.com", deep),
                    listener("shop", "shop.example.com", shop));

            assertThat(chosen(table, "shop.example.com")).isEqualTo(shop);
            assertThat(chosen(table, "a.b.example.com")).isEqualTo(deep);
            assertThat(chosen(table, "b.example.com")).isEqualTo(wild);
            assertThat(chosen(table, "x.y.example.com")).isEqualTo(wild);
            assertThat(chosen(table, "example.com")).isEqualTo(any);
            assertThat(chosen(table, null)).isEqualTo(any);
        }

        @Test
        void nameThatNoListenerHasGetsNoCertificate() {
            TlsTable table = table(listener("shop", "shop.example.com", shop), listener("wild", "*.b.test", wild));

            assertThat(table.plan(SOCKET, "other.example.com")).isEqualTo(UNKNOWN_NAME);
            assertThat(table.plan(SOCKET, "b.test")).isEqualTo(UNKNOWN_NAME);
            assertThat(table.plan(SOCKET, ".b.test")).isEqualTo(UNKNOWN_NAME);
            assertThat(table.plan(SOCKET, null)).isEqualTo(UNKNOWN_NAME);
            assertThat(table.plan(new PortId("default", "gw", 444), "shop.example.com"))
                    .isEqualTo(UNKNOWN_NAME);
        }

        @Test
        void amongSeveralCertificatesTheOneThatNamesTheHostWins() {
            Certificate first = certificate("first", "first.test");
            TlsTable table = table(listener("all", "*.example.com", first, wild, shop));

            assertThat(chosen(table, "shop.example.com")).isEqualTo(shop);
            assertThat(chosen(table, "cart.example.com")).isEqualTo(wild);
            assertThat(chosen(table, "a.b.example.com")).isEqualTo(first);
        }
    }

    @Nested
    class Isolation {

        @Test
        void listenersWithOneCertificateShareNoContext() {
            TlsTable table = table(listener("a", "a.example.com", wild), listener("b", "b.example.com", wild));

            assertThat(context(table, "a.example.com")).isNotSameAs(context(table, "b.example.com"));
        }

        @Test
        void badCertificateTakesAwayOnlyItsListener() {
            Certificate broken = new Certificate("Secret default/broken", shop.chain(), "no key at all");
            TlsTable table = table(listener("shop", "shop.example.com", shop), listener("bad", "bad.test", broken));

            assertThat(table.serves(SOCKET)).isTrue();
            assertThat(table.plan(SOCKET, "shop.example.com")).isInstanceOf(ConnectionPlan.Terminate.class);
            assertThat(table.plan(SOCKET, "bad.test")).isEqualTo(UNKNOWN_NAME);
            assertThat(table.failures()).containsOnlyKeys(id("bad"));
            assertThat(table.failures().get(id("bad"))).contains("Secret default/broken", "no PRIVATE KEY");
        }
    }

    @Nested
    class BadCertificates {

        @Test
        void leaveTheNamesOfTheirListenerToNoOther() {
            Certificate broken = new Certificate("Secret default/broken", shop.chain(), "no key at all");
            TlsTable table =
                    table(listener("wild", "*.example.com", wild), listener("bad", "shop.example.com", broken));

            assertThat(table.plan(SOCKET, "cart.example.com")).isInstanceOf(ConnectionPlan.Terminate.class);
            assertThat(table.plan(SOCKET, "shop.example.com")).isEqualTo(UNKNOWN_NAME);
        }
    }

    @Nested
    class UnreadableNames {

        /** The conformance suite's own certificates have such a URI. */
        @Test
        void doNotKeepACertificateFromBeingServed() {
            Certificate odd = TestCertificates.certificateOfUri("odd", "*");
            TlsTable table = table(listener("any", "", odd));

            assertThat(chosen(table, "shop.example.com")).isEqualTo(odd);
        }
    }

    @Nested
    class Rotation {

        @Test
        void unchangedCertificateKeepsItsContext() {
            TlsTable before = table(listener("shop", "shop.example.com", shop), listener("wild", "*.test", wild));
            TlsTable after = TlsTable.of(
                    List.of(socket(
                            listener("shop", "shop.example.com", shop),
                            listener("wild", "*.test", certificate("wild", "*.test")))),
                    before);

            assertThat(after.plan(SOCKET, "shop.example.com")).isEqualTo(before.plan(SOCKET, "shop.example.com"));
            assertThat(after.plan(SOCKET, "a.test")).isNotEqualTo(before.plan(SOCKET, "a.test"));
        }
    }

    @Nested
    class Changes {

        private static final ClientPki PKI = new ClientPki();

        private final Listener web = listener("web", null, ListenerMode.HTTP, shop);
        private final Listener mqtt = listener("mqtt", null, ListenerMode.STREAM, wild);

        @Test
        void ofCertificatesAndNewListenersConcernNoConnection() {
            Certificate unusable = new Certificate("Secret default/bad", "no certificate", "no key");

            assertThat(concerned(web, mqtt)).isEmpty();
            assertThat(concerned(web, mqtt, TlsTableTest.listener("new", "new.test", wild)))
                    .isEmpty();
            assertThat(concerned(
                            listener("web", null, ListenerMode.HTTP, unusable),
                            listener("mqtt", null, ListenerMode.STREAM, unusable)))
                    .isEmpty();
        }

        @Test
        void ofWhatAListenerDoesOrAsksConcernItsSocket() {
            ClientValidation asked = PKI.validation(ClientValidation.Mode.REQUIRED);

            assertThat(concerned(web)).containsExactly(SOCKET);
            assertThat(concerned(web, listener("mqtt", null, ListenerMode.HTTP, wild)))
                    .containsExactly(SOCKET);
            assertThat(concerned(listener("web", asked, ListenerMode.HTTP, shop), mqtt))
                    .containsExactly(SOCKET);
            assertThat(table(web).changedBy(TlsTable.empty(library))).containsExactly(SOCKET);
        }

        private Set<PortId> concerned(Listener... after) {
            TlsTable before = table(web, mqtt);
            return before.changedBy(TlsTable.of(List.of(socket(after)), before));
        }

        private Listener listener(
                String name, @Nullable ClientValidation asked, ListenerMode mode, Certificate certificate) {
            return new Listener(
                    id(name), new Hostname(name + ".test"), List.of(certificate), asked, List.of(), null, mode);
        }
    }

    private TlsTable table(Listener... listeners) {
        return TlsTable.of(List.of(socket(listeners)), TlsTable.empty(library));
    }

    private static ListenerSocket socket(Listener... listeners) {
        return new ListenerSocket(
                SOCKET, List.of(new BindAddress("127.0.0.1", 8443)), SocketProtocol.TLS, List.of(listeners));
    }

    private static Listener listener(String name, String hostname, Certificate... certificates) {
        return new Listener(id(name), new Hostname(hostname), List.of(certificates), List.of());
    }

    private static ListenerId id(String name) {
        return new ListenerId("default", "gw", name);
    }

    private static SslContext context(TlsTable table, String serverName) {
        return ((ConnectionPlan.Terminate) table.plan(SOCKET, serverName)).context();
    }

    private static Certificate chosen(TlsTable table, @Nullable String serverName) {
        return table.certificate(SOCKET, serverName).orElseThrow().source();
    }
}
