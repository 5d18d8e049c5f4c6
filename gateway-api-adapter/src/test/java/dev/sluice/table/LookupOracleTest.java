package dev.sluice.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.route.Route;
import dev.sluice.table.Lookup.Candidate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random configurations and requests, the same in each run: the index finds what trying everything finds. */
class LookupOracleTest {

    private static final int CONFIGURATIONS = 300;
    private static final int REQUESTS = 100;

    @Test
    void indexFindsWhatTryingEverythingFinds() {
        Map<String, Integer> answers = new HashMap<>();
        for (int seed = 0; seed < CONFIGURATIONS; seed++) {
            RandomConfigs random = new RandomConfigs(new Random(seed));
            ListenerSocket socket = random.socket();
            PortTable<String> table = Configs.at(Configs.SOCKET, RouteTable.of(Configs.config(socket), Configs.NAMES));
            for (int i = 0; i < REQUESTS; i++) {
                Request request = random.request();
                String found = name(table.find(request));
                assertThat(found).as("seed %d, %s", seed, request).isEqualTo(Oracle.find(socket, request));
                answers.merge(found.startsWith("no ") ? found : "found", 1, Integer::sum);
            }
        }
        // Each answer is common, otherwise the comparison says little.
        assertThat(answers)
                .hasSize(3)
                .allSatisfy((answer, count) -> assertThat(count).isGreaterThan(CONFIGURATIONS * REQUESTS / 20));
    }

    @Test
    void explanationTakesWhatLookupFinds() {
        for (int seed = 0; seed < CONFIGURATIONS / 3; seed++) {
            RandomConfigs random = new RandomConfigs(new Random(seed));
            PortTable<String> table =
                    Configs.at(Configs.SOCKET, RouteTable.of(Configs.config(random.socket()), Configs.NAMES));
            for (int i = 0; i < REQUESTS; i++) {
                Request request = random.request();
                Explanation<String> explanation = table.explain(request);
                assertThat(explanation.result()).isEqualTo(table.find(request));
                assertThat(taken(explanation)).as("seed %d, %s", seed, request).isEqualTo(found(table, request));
            }
        }
    }

    @Test
    void tableBuiltOnAnotherFindsWhatOneFromNothingFinds() {
        for (int seed = 0; seed < CONFIGURATIONS; seed++) {
            RandomConfigs random = new RandomConfigs(new Random(seed));
            ListenerSocket before = random.socket();
            ListenerSocket after = edited(before, random.socket());
            RouteTable<String> previous = RouteTable.of(Configs.config(before), Configs.NAMES);
            PortTable<String> built =
                    Configs.at(Configs.SOCKET, RouteTable.of(Configs.config(after), Configs.NAMES, previous));
            for (int i = 0; i < REQUESTS / 5; i++) {
                Request request = random.request();
                assertThat(name(built.find(request)))
                        .as("seed %d, %s", seed, request)
                        .isEqualTo(Oracle.find(after, request));
            }
        }
    }

    /** The Listeners of one socket, the first with the routes of another's first Listener put before its own. */
    private static ListenerSocket edited(ListenerSocket socket, ListenerSocket other) {
        List<Listener> listeners = new ArrayList<>(socket.listeners());
        Listener first = listeners.getFirst();
        List<Route> routes = new ArrayList<>(first.routes());
        if (!routes.isEmpty()) {
            routes.removeFirst();
        }
        other.listeners().getFirst().routes().stream()
                .filter(route -> routes.stream().noneMatch(known -> known.id().equals(route.id())))
                .forEach(routes::add);
        listeners.set(0, new Listener(first.id(), first.hostname(), List.of(), routes));
        return new ListenerSocket(socket.id(), socket.addresses(), socket.protocol(), listeners);
    }

    private static List<Candidate<String>> found(PortTable<String> table, Request request) {
        return table.find(request) instanceof Lookup.Found<String>(Candidate<String> candidate)
                ? List.of(candidate)
                : List.of();
    }

    private static List<Candidate<String>> taken(Explanation<String> explanation) {
        return explanation.matches().stream()
                .filter(verdict -> verdict.outcome() == Explanation.Outcome.TAKEN)
                .map(Explanation.MatchVerdict::candidate)
                .toList();
    }

    private static String name(Lookup<String> lookup) {
        return switch (lookup) {
            case Lookup.NoListener<String> none -> "no Listener";
            case Lookup.Misdirected<String> misdirected -> throw new AssertionError(misdirected);
            case Lookup.NoRule<String> none -> "no rule";
            case Lookup.Failed<String> failed -> throw new AssertionError(failed.cause());
            case Lookup.Found<String>(Candidate<String> candidate) ->
                candidate.target() + " match " + candidate.rule().matches().indexOf(candidate.match());
        };
    }
}
