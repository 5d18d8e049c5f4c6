package dev.sluice.translate;

import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The backends that routes name, in the order of their identity, each with how often it is named. Used by one thread.
 */
final class NamedBackends {

    private final SortedMap<BackendId, Named> named = new TreeMap<>();

    /** @param times at least one */
    private record Named(Backend backend, int times) {}

    /** Takes what a route names; of one that is named already, what this one says. */
    void add(List<Backend> backends) {
        for (Backend backend : backends) {
            var before = named.get(backend.id());
            named.put(backend.id(), new Named(backend, before == null ? 1 : before.times() + 1));
        }
    }

    /** Gives up what a route named. */
    void remove(List<Backend> backends) {
        for (Backend backend : backends) {
            named.computeIfPresent(
                    backend.id(),
                    (_, before) -> before.times() == 1 ? null : new Named(before.backend(), before.times() - 1));
        }
    }

    /** All that are named, and others. */
    List<Backend> with(SortedMap<BackendId, Backend> others) {
        if (others.isEmpty()) {
            return named.values().stream().map(Named::backend).toList();
        }
        var all = new TreeMap<BackendId, Backend>();
        named.forEach((id, it) -> all.put(id, it.backend()));
        all.putAll(others);
        return List.copyOf(all.values());
    }
}
