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
import dev.sluice.config.tls.Certificate;
import dev.sluice.testkit.RawClient;
import dev.sluice.tls.ClientPki;
import dev.sluice.tls.ClientPki.Client;
import dev.sluice.tls.TestCertificates;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The trust of a Listener and the certificate that it shows change while clients shake hands and ask. */
class TrustChangeTest {

    private static final int CHANGES = Integer.getInteger("trust.changes", 100);
    private static final ClientPki PKI = new ClientPki();
    private static final List<Certificate> SHOWN = List.of(
            TestCertificates.certificate("one", "*.example.com"), TestCertificates.certificate("two", "*.example.com"));

    /** What the Listener asks for; each answer says which of them its rule belongs to. */
    private enum Trust {
        BOTH_ISSUERS,
        FIRST_ISSUER,
        ANYONE;

        Set<Client> served() {
            return switch (this) {
                case BOTH_ISSUERS -> Set.of(Client.RIGHT, Client.OF_SECOND_ISSUER);
                case FIRST_ISSUER -> Set.of(Client.RIGHT);
                case ANYONE -> Set.of(Client.RIGHT, Client.OF_SECOND_ISSUER, Client.FOREIGN, Client.NONE);
            };
        }

        ClientValidation validation() {
            return switch (this) {
                case BOTH_ISSUERS -> PKI.validation(Mode.REQUIRED);
                case FIRST_ISSUER -> ClientPki.validation(Mode.REQUIRED, PKI.issuer());
                case ANYONE -> PKI.validation(Mode.INSECURE_FALLBACK);
            };
        }
    }

    private final AtomicBoolean running = new AtomicBoolean(true);
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final Set<Client> answered = ConcurrentHashMap.newKeySet();
    private final Semaphore served = new Semaphore(0);

    private static GatewayConfig config(DataPlaneFixture gateway, int version, Trust trust) {
        var tag = new HeaderModification(List.of(new HeaderValue("x-trust", trust.name())), List.of(), List.of());
        return new GatewayConfig(
                version,
                List.of(TlsClient.socket(
                        "gw",
                        gateway.dataPort,
                        TlsClient.listener(
                                "gw",
                                "shop",
                                "shop.example.com",
                                SHOWN.get(version % 2),
                                trust.validation(),
                                route("shop", "/", new RouteFilter.ResponseHeaderModifier(tag))),
                        TlsClient.listener(
                                "gw", "kept", "kept.example.com", PKI.validation(Mode.REQUIRED), route("kept", "/")))),
                TlsClient.backends(gateway));
    }

    @ParameterizedTest
    @ValueSource(strings = {"boringssl", "jdk"})
    void letsNobodyInWhomTheNewTrustDoesNotKnow(String library) throws InterruptedException {
        try (var gateway = DataPlaneFixture.with(LaneSetting.NATIVE, "--sluice.listen.tls-library=" + library)) {
            gateway.apply(config(gateway, 1, Trust.BOTH_ISSUERS));
            Map<Client, Thread> asking = new EnumMap<>(Client.class);
            for (Client client : Trust.ANYONE.served()) {
                asking.put(client, Thread.startVirtualThread(() -> askAsLongAsItRuns(client, gateway.dataPort)));
            }
            Thread kept = Thread.startVirtualThread(() -> askOnOneConnection(gateway.dataPort));
            for (int i = 0; i < CHANGES; i++) {
                gateway.apply(config(gateway, i + 2, Trust.values()[i % 3]));
                awaitAnswers();
            }
            running.set(false);
            for (Thread thread : asking.values()) {
                thread.join();
            }
            kept.join();
        }

        assertThat(wrong).isEmpty();
        assertThat(answered).containsExactlyInAnyOrderElementsOf(Trust.ANYONE.served());
    }

    /** Each trust is seen by some requests, so that the next one changes under them. */
    private void awaitAnswers() throws InterruptedException {
        assertThat(served.tryAcquire(2, 20, TimeUnit.SECONDS)).as("served").isTrue();
        served.drainPermits();
    }

    /** Reconnects after some requests, or when it reads 421 or the end of its connection, as every client does. */
    private void askAsLongAsItRuns(Client client, int port) {
        SSLContext context = PKI.context(client);
        while (running.get()) {
            int asked = 0;
            try (RawClient connection = connect(context, port, null, "shop.example.com")) {
                String answer;
                do {
                    answer = get(connection, "shop.example.com");
                    judge(client, answer);
                    asked++;
                } while (running.get() && asked < 5 && !answer.contains("connection: close"));
            } catch (IOException ended) {
                // With the trust that its connection was made by; one that each trust accepts has nothing to end.
                if (client == Client.RIGHT) {
                    wrong.add("a client that every trust knows was cut off: " + ended);
                }
            }
        }
    }

    private void judge(Client client, String answer) {
        if (status(answer) == 421) {
            return;
        }
        String trust = field(answer, "x-trust");
        if (status(answer) != 200 || trust == null) {
            wrong.add(client + " was answered " + answer);
        } else if (!Trust.valueOf(trust).served().contains(client)) {
            wrong.add(client + " was served by " + trust);
        } else {
            answered.add(client);
            if (client == Client.RIGHT) {
                served.release();
            }
        }
    }

    /** The Listener beside it never changes. */
    private void askOnOneConnection(int port) {
        try (RawClient connection = connect(PKI.context(Client.RIGHT), port, null, "kept.example.com")) {
            while (running.get()) {
                String answer = get(connection, "kept.example.com");
                if (status(answer) != 200 || answer.contains("connection: close")) {
                    wrong.add("the Listener that did not change answered " + answer);
                    return;
                }
            }
        } catch (IOException e) {
            wrong.add("the Listener that did not change: " + Objects.requireNonNullElse(e.getMessage(), "" + e));
        }
    }
}
