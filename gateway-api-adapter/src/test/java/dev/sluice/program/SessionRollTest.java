package dev.sluice.program;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.config.route.RuleAction.Forward;
import dev.sluice.config.route.StickySession;
import dev.sluice.config.route.StickySession.Carrier;
import dev.sluice.config.route.StickySession.Scope;
import dev.sluice.config.route.WeightedBackend;
import dev.sluice.config.route.WeightedBackend.Target;
import dev.sluice.session.SealKey;
import dev.sluice.session.SealKeys;
import dev.sluice.session.SessionLedger;
import dev.sluice.session.SessionSeal;
import dev.sluice.upstream.RawBackend;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Many sessions over eight endpoints and two replicas that share a key. {@code -Dsessions=10000} for the figure of the
 * documents.
 */
final class SessionRollTest {

    private static final int SESSIONS = Integer.getInteger("sessions", 600);
    private static final StickySession PERSISTENCE =
            new StickySession(new Carrier.Cookie("s", "/", false), null, null, Scope.RULE, false);

    private final List<RawBackend> servers =
            Stream.generate(RawBackend::answering).limit(8).toList();
    private final SealKey key = SealKey.random();
    private final List<Programs> replicas = new ArrayList<>(List.of(replica(), replica()));
    private final List<Endpoint> shop = endpoints(0, 0);
    private final List<Endpoint> cart = endpoints(4, 0);

    @AfterEach
    void close() throws IOException {
        replicas.forEach(Programs::close);
        Programs.close(servers.toArray(RawBackend[]::new));
    }

    private Programs replica() {
        return new Programs(
                ProgramSettings.DEFAULTS,
                new Sessions(new SessionSeal(new SealKeys(List.of(key))), SessionLedger.NONE));
    }

    private List<Endpoint> endpoints(int from, int generation) {
        return new ArrayList<>(IntStream.range(from, from + 4)
                .mapToObj(i -> endpoint(i, generation))
                .toList());
    }

    private Endpoint endpoint(int server, int generation) {
        return new Endpoint("127.0.0.1", servers.get(server).port(), "pod-" + server + "-" + generation);
    }

    /** One client with a cookie. */
    private static final class Client {

        private @Nullable String cookie;
        private String at = "";
        private int issued;

        void ask(Programs replica, RuleProgram program) {
            var asking = replica.get();
            if (cookie != null) {
                asking.with("Cookie", cookie);
            }
            ProgramResponse response = replica.run(program, asking);
            assertThat(response.status().code()).isEqualTo(200);
            at = requireNonNull(response.backend());
            String given = response.headers().get("Set-Cookie");
            if (given != null) {
                cookie = given.split(";", 2)[0];
                issued++;
            }
        }
    }

    private List<RuleProgram> programs(int shopWeight, int cartWeight) {
        return replicas.stream()
                .map(replica -> {
                    replica.serve(new Backend(Programs.SHOP, BackendProtocol.HTTP, shop, List.of()));
                    replica.serve(new Backend(Programs.CART, BackendProtocol.HTTP, cart, List.of()));
                    return replica.compile(Programs.rule(
                            List.of(),
                            new Forward(List.of(to(Programs.SHOP, shopWeight), to(Programs.CART, cartWeight)))));
                })
                .toList();
    }

    private static WeightedBackend to(BackendId backend, int weight) {
        return new WeightedBackend(weight, new Target.Resolved(backend), List.of(), PERSISTENCE);
    }

    /** Each client asks once, every other one the second replica. */
    private void askAll(List<Client> clients, List<RuleProgram> programs, int round) {
        for (int i = 0; i < clients.size(); i++) {
            int replica = (i + round) % 2;
            clients.get(i).ask(replicas.get(replica), programs.get(replica));
        }
    }

    private static List<String> places(List<Client> clients) {
        return clients.stream().map(client -> client.at).toList();
    }

    @Test
    void sessionsStayWhereTheyAreAndMoveOnceWhenTheirEndpointGoes() {
        List<Client> clients = Stream.generate(Client::new).limit(SESSIONS).toList();
        askAll(clients, programs(70, 30), 0);
        double share = 100.0
                * places(clients).stream()
                        .filter(at -> at.startsWith("default/shop"))
                        .count()
                / SESSIONS;
        // Five standard deviations.
        double tolerance = 5 * 100 * Math.sqrt(0.7 * 0.3 / SESSIONS);
        assertThat(share).isBetween(70 - tolerance, 70 + tolerance);

        List<String> first = places(clients);
        askAll(clients, programs(0, 100), 1);
        assertThat(places(clients)).as("after the weights changed").isEqualTo(first);

        for (int i = 0; i < 8; i++) {
            List<String> before = places(clients);
            List<Integer> issued = clients.stream().map(client -> client.issued).toList();
            List<Endpoint> of = i < 4 ? shop : cart;
            Endpoint gone = of.set(i % 4, endpoint(i, 1));
            List<RuleProgram> programs = programs(70, 30);
            askAll(clients, programs, i);
            askAll(clients, programs, i + 1);
            String leaving = (i < 4 ? "default/shop:80 " : "default/cart:80 ") + gone;
            Set<Integer> moved = IntStream.range(0, SESSIONS)
                    .filter(client -> clients.get(client).issued > issued.get(client))
                    .boxed()
                    .collect(Collectors.toSet());
            Set<Integer> ofGone = IntStream.range(0, SESSIONS)
                    .filter(client -> before.get(client).equals(leaving))
                    .boxed()
                    .collect(Collectors.toSet());
            assertThat(moved).as("roll of %s", leaving).isEqualTo(ofGone).isNotEmpty();
            assertThat(moved).allMatch(client -> clients.get(client).issued == issued.get(client) + 1);
            for (int client = 0; client < SESSIONS; client++) {
                if (!moved.contains(client)) {
                    assertThat(clients.get(client).at).isEqualTo(before.get(client));
                }
            }
        }

        List<String> before = places(clients);
        replicas.set(0, restarted(replicas.get(0)));
        replicas.set(1, restarted(replicas.get(1)));
        askAll(clients, programs(70, 30), 0);
        assertThat(places(clients)).as("after both replicas restarted").isEqualTo(before);
        if (SESSIONS >= 10_000) {
            System.out.printf("share of 70: %.2f; tokens of %d clients: %d%n", share, SESSIONS, total(clients));
        }
    }

    private static int total(List<Client> clients) {
        return clients.stream().mapToInt(client -> client.issued).sum();
    }

    private Programs restarted(Programs replica) {
        replica.close();
        return replica();
    }
}
