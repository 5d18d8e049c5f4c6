package dev.sluice.table;

import dev.sluice.config.match.Hostname;
import dev.sluice.config.match.PathMatch;
import dev.sluice.table.Explanation.ListenerVerdict;
import dev.sluice.table.Explanation.MatchVerdict;
import dev.sluice.table.Explanation.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells what became of the matches of a Listener for one request.
 *
 * <p>It asks the index and the conditions that the lookup itself uses: a match that the index does not come to has
 * another path or hostname; what it comes to is told by its first unmet condition.
 */
final class Explainer<T> {

    /** How many matches learn beside the one that was taken. */
    static final int LIMIT = 50;

    private final ListenerTable<T> table;
    private final RequestHead head;
    private final QueryParams query;
    private final Lookup<T> result;

    Explainer(ListenerTable<T> table, RequestHead head) {
        this.table = table;
        this.head = head;
        this.query = new QueryParams(head.query());
        this.result = table.find(head);
    }

    Explanation<T> explain(List<ListenerVerdict> listeners) {
        Map<IndexedMatch<T>, Nearness> matches = nearestFirst();
        List<MatchVerdict<T>> told = new ArrayList<>();
        int others = 0;
        for (Map.Entry<IndexedMatch<T>, Nearness> entry : matches.entrySet()) {
            boolean taken = isTaken(entry.getKey());
            if (taken || others < LIMIT) {
                told.add(verdict(entry.getKey(), entry.getValue()));
                others += taken ? 0 : 1;
            }
        }
        return new Explanation<>(result, listeners, told, matches.size() - told.size());
    }

    private Map<IndexedMatch<T>, Nearness> nearestFirst() {
        List<PathIndex<T>> asked = table.asked(head.host());
        Map<IndexedMatch<T>, Nearness> nearest = new LinkedHashMap<>();
        asked.stream()
                .flatMap(index -> index.tried(head.path()).stream())
                .forEach(match -> nearest.putIfAbsent(match, new Nearness.Tried()));
        asked.stream()
                .flatMap(index -> index.matches().stream())
                .sorted(Comparator.comparingInt(this::sharedPath).reversed())
                .forEach(match -> nearest.putIfAbsent(match, new Nearness.OtherPath()));
        table.hostnames().stream()
                .sorted(Comparator.comparingInt(this::sharedHost).reversed())
                .forEach(index -> index.matches()
                        .forEach(match -> nearest.putIfAbsent(
                                match,
                                new Nearness.OtherHostname(index.hostname().effective()))));
        return nearest;
    }

    /** How near a match came to be taken. */
    private sealed interface Nearness {
        record Tried() implements Nearness {}

        record OtherPath() implements Nearness {}

        record OtherHostname(Hostname hostname) implements Nearness {}
    }

    private int sharedPath(IndexedMatch<T> match) {
        String path = match.candidate().match().path().value();
        int shared = 0;
        while (shared < path.length()
                && shared < head.path().length()
                && path.charAt(shared) == head.path().charAt(shared)) {
            shared++;
        }
        return shared;
    }

    private int sharedHost(PathIndex<T> index) {
        String host = head.host();
        String name = index.hostname().effective().value();
        int shared = 0;
        while (shared < name.length()
                && shared < host.length()
                && name.charAt(name.length() - 1 - shared) == host.charAt(host.length() - 1 - shared)) {
            shared++;
        }
        return shared;
    }

    @SuppressWarnings("ReferenceEquality") // a rule may hold the same match twice; one of them is taken
    private boolean isTaken(IndexedMatch<T> match) {
        return result instanceof Lookup.Found<T> found && found.candidate() == match.candidate();
    }

    private MatchVerdict<T> verdict(IndexedMatch<T> match, Nearness nearness) {
        return switch (nearness) {
            case Nearness.Tried tried -> tried(match);
            case Nearness.OtherPath other ->
                verdict(match, Outcome.OTHER_PATH, "path: " + head.path() + " (expected: " + path(match) + ")");
            case Nearness.OtherHostname(Hostname hostname) ->
                verdict(match, Outcome.OTHER_HOSTNAME, "host: " + head.host() + " (expected: " + hostname + ")");
        };
    }

    private static String path(IndexedMatch<?> match) {
        return switch (match.candidate().match().path()) {
            case PathMatch.Exact(String path) -> path;
            case PathMatch.Prefix(String path) -> "prefix " + path;
            case PathMatch.Regex(String expression) -> "match of " + expression;
            case PathMatch.Rpc rpc -> "call of " + rpc.value();
        };
    }

    private MatchVerdict<T> tried(IndexedMatch<T> match) {
        try {
            Condition unmet = match.conditions().firstUnmet(head, query);
            if (unmet != null) {
                return verdict(match, Outcome.CONDITION_UNMET, unmet.mismatch(head, query));
            }
        } catch (RuntimeException e) {
            return verdict(match, Outcome.FAILED, "a condition could not be evaluated: " + e);
        }
        return isTaken(match)
                ? verdict(match, Outcome.TAKEN, "the strongest match that the request meets")
                : verdict(match, Outcome.OUTRANKED, "the request meets a stronger match");
    }

    private MatchVerdict<T> verdict(IndexedMatch<T> match, Outcome outcome, String reason) {
        return new MatchVerdict<>(match.candidate(), outcome, reason);
    }
}
