package dev.sluice.table;

import dev.sluice.config.route.RouteHostname;
import dev.sluice.table.CompiledRoutes.CompiledRoute;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What routes of a Listener came and are gone since the table before; those that stayed are in the same order. A route
 * that says something else is one that is gone and one that came.
 */
final class Exchanged<T> {

    private final List<CompiledRoute<T>> come;
    private final Map<RouteHostname, List<CompiledRoute<T>>> comeByHostname = new HashMap<>();
    /** By identity: one that is gone may be equal to another. */
    private final Set<CompiledRoute<T>> gone = Collections.newSetFromMap(new IdentityHashMap<>());

    private final Set<RouteHostname> touched = new HashSet<>();

    Exchanged(List<CompiledRoute<T>> come, List<CompiledRoute<T>> gone) {
        this.come = List.copyOf(come);
        this.gone.addAll(gone);
        come.forEach(route -> route.hostnames()
                .forEach(hostname -> comeByHostname
                        .computeIfAbsent(hostname, _ -> new ArrayList<>(1))
                        .add(route)));
        gone.forEach(route -> touched.addAll(route.hostnames()));
        touched.addAll(comeByHostname.keySet());
    }

    /** Their hostnames. */
    Set<RouteHostname> touched() {
        return touched;
    }

    /** How many are so now, of how many were before. */
    int count(int before, Predicate<CompiledRoute<T>> test) {
        return (int) (before
                + come.stream().filter(test).count()
                - gone.stream().filter(test).count());
    }

    /**
     * The routes of a hostname, those that came last.
     *
     * @param before of the table before
     */
    List<CompiledRoute<T>> of(RouteHostname hostname, List<CompiledRoute<T>> before) {
        List<CompiledRoute<T>> now = new ArrayList<>(before);
        now.removeIf(gone::contains);
        now.addAll(comeByHostname.getOrDefault(hostname, List.of()));
        return now;
    }
}
