package dev.sluice.table;

import dev.sluice.config.route.Route;
import dev.sluice.config.route.RouteId;
import dev.sluice.table.CompiledRoutes.CompiledRoute;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The routes of a Listener, taken over one after the other from the table before, which usually has nearly all of them
 * in the same order. Used by one thread, once.
 */
final class RouteRenewal<T> {

    private final List<CompiledRoute<T>> before;
    private final LayeredMap<RouteId, CompiledRoute<T>> byId;
    private final Map<RouteId, @Nullable CompiledRoute<T>> changed = new HashMap<>();
    private final List<CompiledRoute<T>> routes;
    private final List<CompiledRoute<T>> passed = new ArrayList<>();
    private final List<CompiledRoute<T>> fresh = new ArrayList<>();
    private final List<CompiledRoute<T>> replaced = new ArrayList<>();
    /** Of the routes before, how many were taken over or passed. */
    private int at;

    private boolean sameOrder = true;

    /**
     * Takes over nothing yet.
     *
     * @param before stays as it is
     * @param byId the same
     */
    RouteRenewal(List<CompiledRoute<T>> before, LayeredMap<RouteId, CompiledRoute<T>> byId) {
        this.before = before;
        this.routes = new ArrayList<>(before.size() + 1);
        this.byId = byId;
    }

    /**
     * Adds a route.
     *
     * @param compile asked only where an equal one is not there
     */
    @SuppressWarnings("ReferenceEquality") // An equal one is found below.
    void add(Route route, Supplier<CompiledRoute<T>> compile) {
        if (at < before.size() && before.get(at).route() == route) {
            routes.add(before.get(at++));
            return;
        }
        CompiledRoute<T> known = known(route.id());
        if (known != null && known.route().equals(route)) {
            routes.add(known);
            return;
        }
        if (known != null) {
            replaced.add(known);
        }
        CompiledRoute<T> compiled = compile.get();
        fresh.add(compiled);
        changed.put(route.id(), compiled);
        routes.add(compiled);
    }

    /** Those that were added. */
    List<CompiledRoute<T>> routes() {
        return routes;
    }

    /** The same by identity. Asked when all were added. */
    LayeredMap<RouteId, CompiledRoute<T>> byId() {
        if (sameOrder) {
            gone().forEach(route -> changed.put(route.route().id(), null));
            return byId.with(changed);
        }
        Map<RouteId, CompiledRoute<T>> all = new HashMap<>();
        routes.forEach(route -> all.put(route.route().id(), route));
        return LayeredMap.of(all);
    }

    /** What came and what is gone; null: they may be in another order, or there were none before. The same. */
    @Nullable
    Exchanged<T> exchanged() {
        if (!sameOrder || before.isEmpty()) {
            return null;
        }
        replaced.addAll(gone());
        return new Exchanged<>(fresh, replaced);
    }

    private List<CompiledRoute<T>> gone() {
        passed.addAll(before.subList(at, before.size()));
        at = before.size();
        return passed;
    }

    @SuppressWarnings("ReferenceEquality") // The same place in the list is meant.
    private @Nullable CompiledRoute<T> known(RouteId id) {
        if (at < before.size() && before.get(at).route().id().equals(id)) {
            return before.get(at++);
        }
        CompiledRoute<T> known = byId.get(id);
        while (known != null && at < before.size()) {
            CompiledRoute<T> next = before.get(at++);
            if (next == known) {
                return known;
            }
            passed.add(next);
        }
        // One that was passed comes after all.
        sameOrder &= known == null;
        return known;
    }
}
