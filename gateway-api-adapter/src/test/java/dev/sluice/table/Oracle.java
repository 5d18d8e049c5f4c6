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
import dev.sluice.config.route.Rule;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The slow and obvious way to find a rule: everything is tried, then the strongest is taken. */
final class Oracle {

    private Oracle() {}

    /** What was met, with the values that rank it, the first the most important; the lesser is the stronger. */
    private record Met(String name, List<Comparable<?>> rank) {}

    static String find(ListenerSocket socket, Request request) {
        Optional<Listener> listener = socket.listeners().stream()
                .filter(candidate -> candidate.hostname().matches(request.host()))
                .min(Comparator.comparing(Listener::hostname, Hostname.MOST_SPECIFIC_FIRST));
        if (listener.isEmpty()) {
            return "no Listener";
        }
        return met(listener.get(), request).stream()
                .min(Oracle::byRank)
                .map(Met::name)
                .orElse("no rule");
    }

    private static List<Met> met(Listener listener, Request request) {
        List<Met> met = new ArrayList<>();
        for (Route route : listener.routes()) {
            for (RouteHostname hostname : route.hostnames()) {
                for (Rule rule : route.rules()) {
                    for (int i = 0; i < rule.matches().size(); i++) {
                        RouteMatch match = rule.matches().get(i);
                        if (hostname.effective().matches(request.host()) && meets(match, request)) {
                            met.add(new Met(Configs.name(rule) + " match " + i, rank(hostname, route, rule, match, i)));
                        }
                    }
                }
            }
        }
        return met;
    }

    private static List<Comparable<?>> rank(
            RouteHostname hostname, Route route, Rule rule, RouteMatch match, int place) {
        List<Comparable<?>> rank = new ArrayList<>();
        rankHostname(hostname.effective(), rank);
        rankHostname(hostname.declared(), rank);
        rankPath(match.path(), rank);
        rank.add(match.method() != null ? 0 : 1);
        rank.add(-match.headers().size());
        rank.add(-match.queryParams().size());
        rank.add(route.created());
        rank.add(route.id().namespace() + "/" + route.id().name());
        rank.add(rule.id().index());
        rank.add(place);
        return rank;
    }

    private static void rankPath(PathMatch path, List<Comparable<?>> rank) {
        switch (path) {
            case PathMatch.Exact _ -> rank.addAll(List.of(0, 1, 0, 0));
            case PathMatch.Regex _ -> rank.addAll(List.of(1, 0, 0, 0));
            case PathMatch.Prefix(String prefix) ->
                rank.addAll(List.of(
                        1,
                        1,
                        elements(prefix).stream()
                                .mapToInt(it -> -1 - it.length())
                                .sum(),
                        0));
            case PathMatch.Rpc(var service, var method) ->
                rank.addAll(List.of(
                        service instanceof ValueMatch.Exact && method instanceof ValueMatch.Exact ? 0 : 1,
                        service instanceof ValueMatch.Regex ? 0 : 1,
                        service == null ? 0 : -1 - service.value().length(),
                        method == null ? 0 : -method.value().length()));
        }
    }

    private static void rankHostname(Hostname hostname, List<Comparable<?>> rank) {
        boolean exact = !hostname.isAny() && !hostname.isWildcard();
        rank.add(exact ? -hostname.value().length() : 0);
        rank.add(-hostname.value().length());
    }

    @SuppressWarnings("unchecked") // the same place of two ranks holds the same type
    private static int byRank(Met one, Met other) {
        for (int i = 0; i < one.rank().size(); i++) {
            int order = ((Comparable<Object>) one.rank().get(i))
                    .compareTo(other.rank().get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static boolean meets(RouteMatch match, Request request) {
        return meetsPath(match.path(), request)
                && (match.method() == null || match.method().equals(request.method()))
                && match.headers().stream().allMatch(header -> meetsHeader(header, request))
                && match.queryParams().stream().allMatch(param -> meetsParam(param, request));
    }

    private static boolean meetsPath(PathMatch match, Request request) {
        String path = request.path();
        return switch (match) {
            case PathMatch.Rpc(var service, var method) ->
                "application/grpc".equals(request.headers().get("content-type"))
                        && ((service == null && method == null) || meetsRpc(service, method, path));
            case PathMatch.Exact(String exact) -> path.equals(exact);
            case PathMatch.Regex(String expression) -> path.matches(expression);
            case PathMatch.Prefix(String prefix) -> {
                List<String> wanted = elements(prefix);
                List<String> actual = Arrays.asList(path.substring(1).split("/", -1));
                yield actual.size() >= wanted.size()
                        && actual.subList(0, wanted.size()).equals(wanted);
            }
        };
    }

    private static boolean meetsRpc(@Nullable ValueMatch service, @Nullable ValueMatch method, String path) {
        String[] parts = path.split("/", -1);
        return parts.length == 3
                && !parts[1].isEmpty()
                && (service == null || meetsValue(service, parts[1]))
                && (method == null || meetsValue(method, parts[2]));
    }

    private static List<String> elements(String prefix) {
        return Arrays.stream(prefix.split("/"))
                .filter(element -> !element.isEmpty())
                .toList();
    }

    private static boolean meetsHeader(HeaderMatch match, Request request) {
        String actual = request.headers().get(match.name());
        return actual != null && meetsValue(match.value(), actual);
    }

    private static boolean meetsParam(QueryParamMatch match, Request request) {
        String actual = firstParam(request.query(), match.name());
        return actual != null && meetsValue(match.value(), actual);
    }

    private static @Nullable String firstParam(@Nullable String query, String name) {
        for (String pair : query == null ? new String[0] : query.split("&")) {
            String[] parts = pair.split("=", 2);
            if (!pair.isEmpty() && decoded(parts[0]).equals(name)) {
                return parts.length == 1 ? "" : decoded(parts[1]);
            }
        }
        return null;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static boolean meetsValue(ValueMatch match, String actual) {
        return switch (match) {
            case ValueMatch.Exact(String value) -> actual.equals(value);
            case ValueMatch.Regex(String expression) -> actual.matches(expression);
        };
    }
}
