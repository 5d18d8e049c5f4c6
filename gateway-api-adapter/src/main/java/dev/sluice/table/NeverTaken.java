package dev.sluice.table;

import dev.sluice.config.match.HeaderMatch;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.match.PathMatch;
import dev.sluice.config.match.QueryParamMatch;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.route.RuleId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A match that no request can take: on every Listener and hostname where it is, an equal one comes before it.
 *
 * @param match place in the rule's list, from 0
 * @param by the rule of the match that comes before it
 */
public record NeverTaken(RuleId rule, int match, RuleId by) {

    private record Place(RuleId rule, int match) {}

    /** What two matches have in common that meet the same requests. */
    private record Same(
            Hostname hostname,
            PathMatch path,
            @Nullable String method,
            Set<HeaderMatch> headers,
            Set<QueryParamMatch> queryParams) {

        static Same of(Hostname hostname, RouteMatch match) {
            PathMatch path = match.path() instanceof PathMatch.Prefix prefix
                    ? new PathMatch.Prefix(Precedence.withoutTrailingSlash(prefix))
                    : match.path();
            return new Same(
                    hostname, path, match.method(), Set.copyOf(match.headers()), Set.copyOf(match.queryParams()));
        }
    }

    /** Those of some Listeners, in their order. */
    static <T> List<NeverTaken> of(Stream<ListenerTable<T>> listeners) {
        Map<Place, RuleId> beaten = new LinkedHashMap<>();
        Set<Place> taken = new HashSet<>();
        listeners.forEach(listener -> of(listener, beaten, taken));
        beaten.keySet().removeAll(taken);
        return beaten.entrySet().stream()
                .map(it -> new NeverTaken(it.getKey().rule(), it.getKey().match(), it.getValue()))
                .toList();
    }

    private static <T> void of(ListenerTable<T> listener, Map<Place, RuleId> beaten, Set<Place> taken) {
        Map<Same, RuleId> first = new HashMap<>();
        for (PathIndex<T> index : listener.hostnames()) {
            for (IndexedMatch<T> match : index.matches()) {
                RuleId rule = match.candidate().rule().id();
                Place place = new Place(rule, match.place());
                RuleId stronger = first.putIfAbsent(
                        Same.of(index.hostname().effective(), match.candidate().match()), rule);
                if (stronger == null) {
                    taken.add(place);
                } else {
                    beaten.putIfAbsent(place, stronger);
                }
            }
        }
    }

    /** Such as {@code HTTPRoute shop/two: spec.rules[0].matches[1]: is never taken …}. */
    @Override
    public String toString() {
        return "%s: %s: %s; %s".formatted(rule.route(), field(), cause(), remedy());
    }

    /** Such as {@code spec.rules[0].matches[1]}. */
    public String field() {
        return "spec.rules[%d].matches[%d]".formatted(rule.index(), match);
    }

    /** What is wrong. */
    public String cause() {
        return "no request can take it, because " + by + " has an equal match and comes first";
    }

    /** What to do about it. */
    public String remedy() {
        return "remove one of the two, or let them differ";
    }
}
