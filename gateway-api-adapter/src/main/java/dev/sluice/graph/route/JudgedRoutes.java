package dev.sluice.graph.route;

import dev.sluice.graph.reading.Key;
import dev.sluice.graph.reading.Memo;
import dev.sluice.graph.reading.Reading;
import dev.sluice.resource.Changes;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.Route;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The routes of one state after the other, of which only those are judged again that have changed, or whose verdict
 * rests on something that has. Used by one thread.
 */
public final class JudgedRoutes {

    private static final Comparator<Key.OfObject> ORDER = Comparator.<Key.OfObject>comparingInt(
                    key -> Kinds.ROUTES.indexOf(key.kind()))
            .thenComparing(Key.OfObject::name);

    private final Memo<Key.OfObject, Optional<RouteNode>> verdicts = new Memo<>();
    /** Of {@link #nodes}, in their order. */
    private final List<Key.OfObject> keys = new ArrayList<>();

    private final List<RouteNode> nodes = new ArrayList<>();
    /** To be judged, or gone. */
    private final Set<Key.OfObject> open = new HashSet<>();

    private List<RouteNode> all = List.of();

    /** Whether a verdict rests on this key. */
    public boolean restsOn(Key key) {
        return verdicts.restsOn(key);
    }

    /** Drops the verdicts that rest on one of these keys. */
    public void drop(Set<Key> changed) {
        open.addAll(verdicts.drop(changed));
    }

    /** Takes routes that came or went. */
    public void take(Changes changes) {
        Kinds.ROUTES.forEach(kind -> changes.of(kind).keySet().forEach(name -> open.add(new Key.OfObject(kind, name))));
    }

    /** Whether some are to be judged. */
    public boolean areOpen() {
        return !open.isEmpty();
    }

    /**
     * Judges those that are to be, of the state that is read.
     *
     * @param judge gives a node where a parent is ours
     */
    void renew(Reading reading, Function<Route, Optional<RouteNode>> judge) {
        for (Key.OfObject key : open) {
            int place = Collections.binarySearch(keys, key, ORDER);
            find(key, reading)
                    .flatMap(route -> verdicts.of(key, reading, () -> {
                        reading.ask(key);
                        return judge.apply(route);
                    }))
                    .ifPresentOrElse(node -> put(place, key, node), () -> remove(place));
        }
        open.clear();
        all = List.copyOf(nodes);
    }

    private void put(int place, Key.OfObject key, RouteNode node) {
        if (place >= 0) {
            nodes.set(place, node);
        } else {
            keys.add(-1 - place, key);
            nodes.add(-1 - place, node);
        }
    }

    private void remove(int place) {
        if (place >= 0) {
            keys.remove(place);
            nodes.remove(place);
        }
    }

    /** Those with a parent that is ours, by kind, then by name. */
    public List<RouteNode> all() {
        return all;
    }

    private static Optional<Route> find(Key.OfObject key, Reading reading) {
        return Kinds.ROUTES.stream()
                .filter(kind -> kind.equals(key.kind()))
                .findFirst()
                .map(kind -> reading.byName(kind).get(key.name()));
    }
}
