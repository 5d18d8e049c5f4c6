package dev.sluice.filter.circuit;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The circuits that rules run, as long as one does: of each SpringFilter the newest. Any thread may use it. */
public final class Circuits {

    private final Map<String, WeakReference<Supplier<CircuitState>>> bySpringFilter = new ConcurrentHashMap<>();

    /** A rule runs a circuit from now on. */
    void running(String springFilter, Supplier<CircuitState> circuit) {
        bySpringFilter.values().removeIf(known -> known.refersTo(null));
        WeakReference<Supplier<CircuitState>> known = bySpringFilter.get(springFilter);
        if (known == null || !known.refersTo(circuit)) {
            bySpringFilter.put(springFilter, new WeakReference<>(circuit));
        }
    }

    /** How many there are in a state. */
    public long count(CircuitState state) {
        return bySpringFilter.values().stream()
                .map(WeakReference::get)
                .filter(circuit -> circuit != null && circuit.get() == state)
                .count();
    }
}
