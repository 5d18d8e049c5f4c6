package dev.sluice.cluster;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Objects that have changed since somebody looked at them: all there are at first. Who works by what is stored looks
 * only at these. Any thread.
 */
public final class ChangedObjects {

    private Set<ObjectKey> keys = new HashSet<>();
    private boolean all = true;

    /** Adds some. */
    public synchronized void add(Set<ObjectKey> changed) {
        if (!all) {
            keys.addAll(changed);
        }
    }

    /** Adds all there are, for who has not looked for a while. */
    public synchronized void addAll() {
        all = true;
        keys.clear();
    }

    /** Takes them; empty: all there are. */
    public synchronized Optional<Set<ObjectKey>> take() {
        if (all) {
            all = false;
            return Optional.empty();
        }
        var taken = keys;
        keys = new HashSet<>();
        return Optional.of(taken);
    }
}
