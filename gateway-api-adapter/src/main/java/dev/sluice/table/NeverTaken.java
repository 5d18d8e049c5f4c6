package dev.sluice.table;

import dev.sluice.config.match.HeaderMatch;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.match.PathMatch;
import dev.sluice.config.match.QueryParamMatch;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.route.RuleId;
import java.util.ArrayList;
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

    private record Place(RuleId rule, int match) {

        static Place of(IndexedMatch<?> match) {
            return new Place(match.candidate().rule().id(), match.place());
        }
    }

    /** What two matches of one hostname have in common that meet the same requests. */
    private record Same(
            PathMatch path, @Nullable String method, Set<HeaderMatch> headers, Set<QueryParamMatch> queryParams) {

        static Same of(IndexedMatch<?> indexed) {
            RouteMatch match = indexed.candidate().match();
            PathMatch path = match.path() instanceof PathMatch.Prefix prefix
                    ? new PathMatch.Prefix(Precedence.withoutTrailingSlash(prefix))
                    : match.path();
            return new Same(path, match.method(), Set.copyOf(match.headers()), Set.copyOf(match.queryParams()));
        }
    }

    /** Those of some Listeners, in their order. Of a hostname whose matches all differ nothing is compared. */
    static <T> List<NeverTaken> of(Stream<ListenerTable<T>> listeners) {
        Map<Place, RuleId> beaten = new LinkedHashMap<>();
        Set<Place> taken = new HashSet<>();
        List<PathIndex<T>> allDiffer = new ArrayList<>();
        listeners.forEach(listener -> {
            List<PathIndex<T>> hostnames = listener.hostnames();
            int begin = 0;
            for (int end = 1; end <= hostnames.size(); end++) {
                // Those of one effective hostname follow one another.
                if (end == hostnames.size() || !effective(hostnames.get(end)).equals(effective(hostnames.get(begin)))) {
                    if (end == begin + 1 && !hostnames.get(begin).hasEqualMatches()) {
                        allDiffer.add(hostnames.get(begin));
                    } else {
                        compare(hostnames.subList(begin, end), beaten, taken);
                    }
                    begin = end;
                }
            }
        });
        beaten.keySet().removeAll(taken);
        if (!beaten.isEmpty()) {
            allDiffer.forEach(index -> index.matches().forEach(match -> beaten.remove(Place.of(match))));
        }
        return beaten.entrySet().stream()
                .map(it -> new NeverTaken(it.getKey().rule(), it.getKey().match(), it.getValue()))
                .toList();
    }

    private static Hostname effective(PathIndex<?> index) {
        return index.hostname().effective();
    }

    private static <T> void compare(List<PathIndex<T>> hostname, Map<Place, RuleId> beaten, Set<Place> taken) {
        Map<Same, RuleId> first = new HashMap<>();
        for (PathIndex<T> index : hostname) {
            for (IndexedMatch<T> match : index.matches()) {
                Place place = Place.of(match);
                RuleId stronger = first.putIfAbsent(Same.of(match), place.rule());
                if (stronger == null) {
                    taken.add(place);
                } else {
                    beaten.putIfAbsent(place, stronger);
                }
            }
        }
    }

    /** Whether two of these, which have one hostname, meet the same requests. */
    static <T> boolean areSomeEqual(List<IndexedMatch<T>> matches) {
        Set<Same> known = new HashSet<>();
        return !matches.stream().allMatch(match -> known.add(Same.of(match)));
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
