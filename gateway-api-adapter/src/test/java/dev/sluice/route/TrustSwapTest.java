package dev.sluice.route;

import static dev.sluice.route.Configs.route;
import static dev.sluice.route.TlsClient.connect;
import static dev.sluice.route.TlsClient.field;
import static dev.sluice.route.TlsClient.get;
import static dev.sluice.route.TlsClient.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.filter.HeaderModification;
import dev.sluice.config.filter.HeaderModification.HeaderValue;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.listener.ClientValidation;
import dev.sluice.config.listener.ClientValidation.Mode;
import dev.sluice.entry.Serving;
import dev.sluice.listen.ListenerServers;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.testkit.RawClient;
import dev.sluice.tls.ClientPki;
import dev.sluice.tls.ClientPki.Client;
import dev.sluice.tls.TestCertificates;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A version is put into service in steps, its rules and its trust by themselves. Here the steps are taken one by one:
 * whichever comes first, rules serve only clients that were asked for what these rules' Listener asks for.
 */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
@ExtendWith({DataPlanes.Shared.class, LeakDetection.class})
class TrustSwapTest {

    private static final String HOST = "shop.example.com";
    private static final ClientPki PKI = new ClientPki();

    /** What the Listener asks for, and a client that it lets in. */
    enum Trust {
        NOTHING(Client.NONE),
        FALLBACK(Client.NONE),
        FIRST_ISSUER(Client.RIGHT),
        BOTH_ISSUERS(Client.OF_SECOND_ISSUER);

        private final Client known;

        Trust(Client known) {
            this.known = known;
        }

        @Nullable
        ClientValidation asked() {
            return switch (this) {
                case NOTHING -> null;
                case FALLBACK -> PKI.validation(Mode.INSECURE_FALLBACK);
                case FIRST_ISSUER -> ClientPki.validation(Mode.REQUIRED, PKI.issuer());
                case BOTH_ISSUERS -> PKI.validation(Mode.REQUIRED);
            };
        }
    }

    enum Change {
        VALIDATION_ON(Trust.NOTHING, Trust.FIRST_ISSUER),
        VALIDATION_OFF(Trust.FIRST_ISSUER, Trust.NOTHING),
        FALLBACK_ON(Trust.FIRST_ISSUER, Trust.FALLBACK),
        FALLBACK_OFF(Trust.FALLBACK, Trust.FIRST_ISSUER),
        ISSUER_ADDED(Trust.FIRST_ISSUER, Trust.BOTH_ISSUERS),
        ISSUER_REMOVED(Trust.BOTH_ISSUERS, Trust.FIRST_ISSUER);

        private final Trust before;
        private final Trust after;

        Change(Trust before, Trust after) {
            this.before = before;
            this.after = after;
        }
    }

    @SuppressWarnings("NullAway.Init")
    private static DataPlaneFixture gateway;

    @Parameter
    @SuppressWarnings("NullAway.Init")
    LaneSetting lane;

    private static int version;

    @BeforeParameterizedClassInvocation
    static void start(LaneSetting lane, DataPlanes planes) {
        gateway = planes.with(lane, "--sluice.listen.client-certificate-header=xfcc");
    }

    /** Each answer says by which rules it was served. */
    private static GatewayConfig config(String rules, Trust trust) {
        var tag = new HeaderModification(List.of(new HeaderValue("x-rules", rules)), List.of(), List.of());
        var shop = route("shop", "/", new RouteFilter.ResponseHeaderModifier(tag));
        var socket =
                TlsClient.socket("gw", gateway.dataPort, TlsClient.listener("gw", "shop", HOST, trust.asked(), shop));
        return new GatewayConfig(++version, List.of(socket), TlsClient.backends(gateway));
    }

    private static void swapRules(GatewayConfig next) {
        Serving serving = gateway.context.getBean(Serving.class);
        var rules = gateway.context.getBean(ScgRuleCompiler.class);
        serving.serve(serving.rules().next(next, rules, gateway.context.getBean(ScgListenerCompiler.class)));
    }

    private static void swapTrust(GatewayConfig next) {
        gateway.context.getBean(ListenerServers.class).open(next.sockets());
    }

    private static void prepare(GatewayConfig next) {
        gateway.context.getBean(ListenerServers.class).prepare(next.sockets());
    }

    private static RawClient over(Client client) throws IOException {
        return connect(PKI.context(client), gateway.dataPort, null, HOST);
    }

    private static String onANewConnection(Client client) throws IOException {
        try (RawClient connection = over(client)) {
            return get(connection, HOST);
        }
    }

    private static void assertServedBy(String rules, String answer) {
        assertThat(status(answer)).isEqualTo(200);
        assertThat(field(answer, "x-rules")).isEqualTo(rules);
        assertThat(answer).doesNotContain("connection: close");
    }

    /** So that the client connects again, and is asked then. */
    private static void assertMisdirected(String answer) {
        assertThat(status(answer)).isEqualTo(421);
        assertThat(answer).contains("connection: close").doesNotContain("x-rules");
    }

    @Nested
    class NewRules {

        @ParameterizedTest
        @EnumSource
        void serveNobodyWhoWasJudgedByTheOldTrust(Change change) throws IOException {
            gateway.apply(config("before", change.before));
            try (RawClient kept = over(change.before.known)) {
                assertServedBy("before", get(kept, HOST));
                GatewayConfig next = config("after", change.after);

                swapRules(next);

                assertMisdirected(get(kept, HOST));
                assertMisdirected(onANewConnection(change.before.known));
                swapTrust(next);
                assertServedBy("after", onANewConnection(change.after.known));
            }
        }
    }

    @Nested
    class OldRules {

        @ParameterizedTest
        @EnumSource
        void serveNobodyWhoWasJudgedByTheNewTrust(Change change) throws IOException {
            gateway.apply(config("before", change.before));
            try (RawClient kept = over(change.before.known)) {
                assertServedBy("before", get(kept, HOST));
                GatewayConfig next = config("after", change.after);

                swapTrust(next);

                assertMisdirected(onANewConnection(change.after.known));
                assertServedBy("before", get(kept, HOST));
                swapRules(next);
                assertMisdirected(get(kept, HOST));
                assertServedBy("after", onANewConnection(change.after.known));
            }
        }
    }

    @Nested
    class AHandshakeThatIsUnderWay {

        /** The client is asked for nothing that it could be refused for, and shows nothing. */
        @ParameterizedTest
        @EnumSource(names = {"VALIDATION_ON", "FALLBACK_OFF"})
        void isServedByNoNewRules(Change change) throws IOException {
            gateway.apply(config("before", change.before));
            GatewayConfig next = config("after", change.after);
            var swaps = new AtomicInteger();
            SSLContext client = TestCertificates.trustingClient(() -> {
                swaps.incrementAndGet();
                swapRules(next);
            });

            try (RawClient connection = connect(client, gateway.dataPort, null, HOST)) {
                assertMisdirected(get(connection, HOST));
            }
            assertThat(swaps).hasValue(1);
        }

        /** It is cut off, except where the client is quick: then its first request meets the new rules. */
        @ParameterizedTest
        @EnumSource(names = {"VALIDATION_ON", "FALLBACK_OFF"})
        void bringsNoRequestToAVersionThatIsServed(Change change) {
            gateway.apply(config("before", change.before));
            GatewayConfig next = config("after", change.after);
            var swaps = new AtomicInteger();
            SSLContext client = TestCertificates.trustingClient(() -> {
                swaps.incrementAndGet();
                gateway.apply(next);
            });

            String answer = null;
            try (RawClient connection = connect(client, gateway.dataPort, null, HOST)) {
                answer = get(connection, HOST);
            } catch (IOException cutOff) {
                // No request was served.
            }
            if (answer != null) {
                assertMisdirected(answer);
            }
            assertThat(swaps).hasValue(1);
        }

        /** Each trust that is asked for vouches for this client. */
        @ParameterizedTest
        @EnumSource(names = {"ISSUER_ADDED", "ISSUER_REMOVED", "FALLBACK_ON", "FALLBACK_OFF"})
        void isServedByTheRulesOfNowAndByThoseThatArePrepared(Change change) throws IOException {
            gateway.apply(config("before", change.before));
            GatewayConfig next = config("after", change.after);

            assertServedBeforeAndAfter(next, () -> prepare(next));
        }

        @ParameterizedTest
        @EnumSource(names = {"ISSUER_ADDED", "ISSUER_REMOVED", "FALLBACK_ON", "FALLBACK_OFF"})
        void isServedAlsoWhenTheTrustOfItsHelloIsPast(Change change) throws IOException {
            gateway.apply(config("past", change.after));
            GatewayConfig now = config("before", change.before);
            GatewayConfig next = config("after", change.after);

            assertServedBeforeAndAfter(next, () -> {
                gateway.apply(now);
                prepare(next);
            });
        }

        private void assertServedBeforeAndAfter(GatewayConfig next, Runnable change) throws IOException {
            var changes = new AtomicInteger();
            SSLContext client = PKI.context(Client.RIGHT, () -> {
                changes.incrementAndGet();
                change.run();
            });
            try (RawClient connection = connect(client, gateway.dataPort, null, HOST)) {
                assertServedBy("before", get(connection, HOST));
                swapRules(next);
                assertServedBy("after", get(connection, HOST));
                gateway.apply(next);
                assertServedBy("after", get(connection, HOST));
            }
            assertThat(changes).hasValue(1);
        }
    }
}
