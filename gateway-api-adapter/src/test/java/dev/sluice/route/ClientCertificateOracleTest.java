package dev.sluice.route;

import static dev.sluice.route.Configs.route;
import static dev.sluice.route.TlsClient.connect;
import static dev.sluice.route.TlsClient.field;
import static dev.sluice.route.TlsClient.get;
import static dev.sluice.route.TlsClient.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.listener.ClientValidation;
import dev.sluice.config.listener.ClientValidation.Mode;
import dev.sluice.config.listener.Listener;
import dev.sluice.testkit.FreePorts;
import dev.sluice.testkit.RawClient;
import dev.sluice.tls.ClientPki;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Connections by chance: any certificate to any Listener of any port, with the sessions of earlier ones, and requests
 * for any host. An oracle that knows nothing of TLS says who is served, and as whom. {@code -Dclients.rounds=10000}
 * asks more.
 */
class ClientCertificateOracleTest {

    private static final int ROUNDS = Integer.getInteger("clients.rounds", 1000);
    private static final List<String> HOSTS = List.of("a.example.com", "b.example.com", "c.example.com", "d.test");

    private static final ClientPki PKI = new ClientPki();
    private static final X509Bundle OTHERS = ClientPki.authority("CN=issuer");

    /** A client's certificate, and its TLS with a memory of all sessions. */
    private record Asking(
            boolean good, boolean goodForOthers, @Nullable String subject, SSLContext context) {

        boolean passes(ClientValidation validation) {
            return validation.trust().certificates().equals(OTHERS.getCertificatePEM()) ? goodForOthers : good;
        }
    }

    private final List<Asking> clients = Stream.concat(
                    Arrays.stream(ClientPki.Client.values())
                            // Whether its handshake ends or it counts as nobody depends on the library.
                            .filter(client -> client != ClientPki.Client.TOO_LONG)
                            .map(client -> new Asking(
                                    client.isGood(), false, subject(PKI.bundle(client)), PKI.context(client))),
                    Stream.of(asking(ClientPki.clientOf(OTHERS, "CN=others", Algorithm.ecp256))))
            .toList();

    private static Asking asking(X509Bundle bundle) {
        return new Asking(false, true, subject(bundle), ClientPki.context(bundle));
    }

    private static @Nullable String subject(@Nullable X509Bundle bundle) {
        return bundle == null
                ? null
                : bundle.getCertificate().getSubjectX500Principal().getName();
    }

    private static final List<@Nullable ClientValidation> VALIDATIONS = Arrays.asList(
            null,
            PKI.validation(Mode.REQUIRED),
            PKI.validation(Mode.INSECURE_FALLBACK),
            ClientPki.validation(Mode.REQUIRED, OTHERS),
            ClientPki.validation(Mode.INSECURE_FALLBACK, OTHERS));

    /** What becomes of a request: {@code refused} in the handshake, a status, or whom the backend is told. */
    private static String expected(List<Listener> listeners, Asking client, @Nullable String name, String host) {
        Listener entered = chosen(listeners, name == null ? "" : name);
        ClientValidation asked = entered == null ? null : entered.clientValidation();
        boolean verified = asked != null && client.passes(asked);
        if (entered == null || (asked != null && asked.mode() == Mode.REQUIRED && !verified)) {
            return "refused";
        }
        Listener wanted = chosen(listeners, host);
        if (wanted == null || !wanted.equals(entered)) {
            return wanted == null ? "404" : "421";
        }
        return verified ? Objects.requireNonNull(client.subject()) : "nobody";
    }

    private static @Nullable Listener chosen(List<Listener> listeners, String name) {
        Listener wildcard = null;
        Listener any = null;
        for (Listener listener : listeners) {
            if (listener.hostname().value().equals(name) && !name.isEmpty()) {
                return listener;
            }
            wildcard = listener.hostname().isWildcard() && name.endsWith(".example.com") ? listener : wildcard;
            any = listener.hostname().isAny() ? listener : any;
        }
        return wildcard == null ? any : wildcard;
    }

    private static List<Listener> listeners(Random random, String gateway) {
        List<Listener> listeners = new ArrayList<>();
        for (String hostname : List.of("a.example.com", "b.example.com", "*.example.com", "")) {
            if (listeners.isEmpty() || random.nextInt(4) > 0) {
                String name = "l" + listeners.size();
                listeners.add(TlsClient.listener(
                        gateway, name, hostname, VALIDATIONS.get(random.nextInt(VALIDATIONS.size())), route("r", "/")));
            }
        }
        return listeners;
    }

    @ParameterizedTest
    @ValueSource(strings = {"boringssl", "jdk"})
    void everyRequestIsServedAsTheOracleSays(String library) {
        long seed = Long.getLong("clients.seed", System.nanoTime());
        Random random = new Random(seed);
        List<String> wrong = new ArrayList<>();
        int[] seen = new int[4];
        try (var gateway = DataPlaneFixture.with(
                LaneSetting.NATIVE,
                "--sluice.listen.client-certificate-header=xfcc",
                "--sluice.listen.tls-library=" + library)) {
            int[] ports = {gateway.dataPort, FreePorts.next()};
            List<List<Listener>> sockets = List.of();
            for (int round = 0; round < ROUNDS / 2; round++) {
                if (round % 50 == 0) {
                    sockets = List.of(listeners(random, "one"), listeners(random, "two"));
                    gateway.apply(new GatewayConfig(
                            round + 1,
                            List.of(
                                    TlsClient.socket(
                                            "one", ports[0], sockets.get(0).toArray(Listener[]::new)),
                                    TlsClient.socket(
                                            "two", ports[1], sockets.get(1).toArray(Listener[]::new))),
                            TlsClient.backends(gateway)));
                }
                int at = random.nextInt(2);
                Asking client = clients.get(random.nextInt(clients.size()));
                String version = random.nextBoolean() ? "TLSv1.2" : "TLSv1.3";
                String name = random.nextInt(6) == 0 ? null : HOSTS.get(random.nextInt(HOSTS.size()));
                String host = random.nextInt(3) > 0 && name != null ? name : HOSTS.get(random.nextInt(HOSTS.size()));
                String expected = expected(sockets.get(at), client, name, host);
                String actual = actual(client, ports[at], version, name, host);
                seen[expected.equals("refused") ? 0 : expected.equals("421") ? 1 : expected.equals("nobody") ? 2 : 3]++;
                if (!actual.equals(expected)) {
                    wrong.add("%s: %s (expected: %s), %s as %s of %s to %s, host %s"
                            .formatted(
                                    round,
                                    actual,
                                    expected,
                                    version,
                                    client.subject(),
                                    name,
                                    text(sockets.get(at)),
                                    host));
                }
            }
        }

        assertThat(wrong).as("seed %d", seed).isEmpty();
        assertThat(seen).as("of refused, 421, nobody, somebody").doesNotContain(0);
    }

    private static List<String> text(List<Listener> listeners) {
        return listeners.stream()
                .map(listener -> listener.hostname() + " " + VALIDATIONS.indexOf(listener.clientValidation()))
                .toList();
    }

    private static String actual(Asking client, int port, String version, @Nullable String name, String host) {
        String answer;
        try (RawClient connection = connect(client.context(), port, version, name)) {
            answer = get(connection, host);
        } catch (IOException refused) {
            return "refused";
        }
        if (status(answer) != 200) {
            return "" + status(answer);
        }
        String told = field(answer, "x-forwarded-client-cert");
        if (told == null) {
            return "nobody";
        }
        int subject = told.indexOf(";Subject=\"") + 10;
        return told.substring(subject, told.indexOf('"', subject));
    }
}
