package dev.sluice.table;

import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.match.HeaderMatch;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.match.PathMatch;
import dev.sluice.config.match.QueryParamMatch;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.match.ValueMatch;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.RouteHostname;
import dev.sluice.config.route.RouteId;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Sockets and requests out of few words, so that they often meet. */
final class RandomConfigs {

    private static final List<String> HOSTNAMES =
            List.of("", "*.com", "*.a.com", "*.b.a.com", "a.com", "b.a.com", "c.b.a.com", "*.org", "b.org", "*.a.org");
    private static final List<String> HOSTS = List.of(
            "", "com", ".com", "a.com", "b.a.com", "c.b.a.com", "d.c.b.a.com", "xa.com", "b.org", "a.org", "x.net");
    private static final List<String> ELEMENTS = List.of("a", "ab", "b", "A", "%61");
    private static final List<String> EXPRESSIONS = List.of("/a.*", "/[ab]+", "/.*/b", "/", ".*");
    private static final List<String> VALUES = List.of("1", "2", "a b");
    private static final List<String> NAMES = List.of("x", "y", "z");

    private final Random random;

    RandomConfigs(Random random) {
        this.random = random;
    }

    ListenerSocket socket() {
        Stream<String> hostnames = some(HOSTNAMES, 1 + random.nextInt(4)).stream();
        return Configs.socket(Configs.SOCKET, hostnames.map(this::listener).toArray(Listener[]::new));
    }

    private Listener listener(String hostname) {
        int routes = random.nextInt(12);
        return Configs.listener(
                hostname,
                IntStream.range(0, routes)
                        .mapToObj(i -> route(new Hostname(hostname), i))
                        .flatMap(Optional::stream)
                        .toArray(Route[]::new));
    }

    private Optional<Route> route(Hostname listener, int number) {
        List<RouteHostname> hostnames = some(HOSTNAMES, 1 + random.nextInt(3)).stream()
                .map(Hostname::new)
                .flatMap(declared ->
                        listener.intersect(declared).stream().map(effective -> new RouteHostname(effective, declared)))
                .toList();
        if (hostnames.isEmpty()) {
            return Optional.empty();
        }
        RouteId id = new RouteId("HTTPRoute", one(List.of("n", "n-m", "o")), "r" + (number + random.nextInt(2) * 100));
        List<Rule> rules = IntStream.range(0, 1 + random.nextInt(3))
                .mapToObj(index -> Configs.rule(new RuleId(id, index), matches()))
                .toList();
        return Optional.of(new Route(id, Instant.ofEpochSecond(random.nextInt(3)), hostnames, rules));
    }

    private RouteMatch[] matches() {
        return IntStream.range(0, 1 + random.nextInt(3))
                .mapToObj(i -> match())
                .distinct()
                .toArray(RouteMatch[]::new);
    }

    private RouteMatch match() {
        if (random.nextInt(5) == 0) {
            return RouteMatch.ofCall(
                    new PathMatch.Rpc(rpcPart(), rpcPart()),
                    some(NAMES, rarely()).stream()
                            .map(name -> new HeaderMatch(name, value()))
                            .toList());
        }
        return new RouteMatch(
                pathMatch(),
                some(NAMES, rarely()).stream()
                        .map(name -> new HeaderMatch(name, value()))
                        .toList(),
                some(NAMES, rarely()).stream()
                        .map(name -> new QueryParamMatch(name, value()))
                        .toList(),
                random.nextInt(4) == 0 ? one(List.of("GET", "POST")) : null);
    }

    private @Nullable ValueMatch rpcPart() {
        return switch (random.nextInt(4)) {
            case 0 -> null;
            case 1 -> new ValueMatch.Regex(one(List.of("a.*", "[ab]+", ".*")));
            default -> new ValueMatch.Exact(one(List.of("a", "ab", "b")));
        };
    }

    private PathMatch pathMatch() {
        return switch (random.nextInt(5)) {
            case 0, 1 -> new PathMatch.Exact(path());
            case 2 -> new PathMatch.Regex(one(EXPRESSIONS));
            default -> new PathMatch.Prefix(path());
        };
    }

    private ValueMatch value() {
        return random.nextBoolean()
                ? new ValueMatch.Exact(one(VALUES))
                : new ValueMatch.Regex(one(List.of("[0-9]", "a.*", "")));
    }

    /** As a resource has it: no empty element but, perhaps, a slash at the end. */
    private String path() {
        List<String> elements = IntStream.range(0, random.nextInt(4))
                .mapToObj(i -> one(ELEMENTS))
                .toList();
        return "/" + String.join("/", elements) + (elements.isEmpty() || random.nextInt(4) > 0 ? "" : "/");
    }

    Request request() {
        String path = random.nextInt(8) == 0 ? path() + "/" + path() : path();
        TreeMap<String, String> headers = new TreeMap<>();
        some(NAMES, random.nextInt(3)).forEach(name -> headers.put(name, one(VALUES)));
        if (random.nextInt(3) == 0) {
            headers.put("content-type", "application/grpc");
        }
        return new Request(one(List.of("GET", "POST", "PUT")), one(HOSTS), null, path, query(), headers, null, null);
    }

    private @Nullable String query() {
        List<String> pairs = some(NAMES, random.nextInt(4)).stream()
                .map(name -> name + one(List.of("", "=", "=1", "=2", "=a+b", "=a%20b&" + name + "=1")))
                .toList();
        return pairs.isEmpty() ? null : String.join("&", pairs);
    }

    private int rarely() {
        return Math.max(0, random.nextInt(5) - 2);
    }

    private <E> E one(List<E> elements) {
        return elements.get(random.nextInt(elements.size()));
    }

    private <E> List<E> some(List<E> elements, int count) {
        List<E> shuffled = new ArrayList<>(elements);
        Collections.shuffle(shuffled, random);
        return shuffled.subList(0, Math.min(count, shuffled.size()));
    }
}
