package dev.sluice.graph.reading;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Answers by key only, so that nothing is read that is not written down. */
final class Answers<K, V> extends AbstractMap<K, V> {

    private final Map<K, V> all;
    private final Reading reading;
    private final Function<Object, Key> key;

    Answers(Map<K, V> all, Reading reading, Function<Object, Key> key) {
        this.all = all;
        this.reading = reading;
        this.key = key;
    }

    @Override
    public @Nullable V get(Object asked) {
        reading.ask(key.apply(asked));
        return all.get(asked);
    }

    @Override
    public boolean containsKey(Object asked) {
        reading.ask(key.apply(asked));
        return all.containsKey(asked);
    }

    @Override
    public Set<Entry<K, V>> entrySet() {
        throw new UnsupportedOperationException("who looks at all of them must ask for all");
    }
}
