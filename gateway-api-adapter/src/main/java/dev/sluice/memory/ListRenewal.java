package dev.sluice.memory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Function;

/**
 * What is made of each element, of one list after the other. Of an element that is the same object as before, what was
 * made is kept. Usually nearly all are, in the order of before, and these are not even looked up. Used by one thread.
 *
 * @param <E> compared by identity; each once in a list
 * @param <V> never null
 */
public final class ListRenewal<E, V> {

    private List<E> elements = List.of();
    private List<V> values = List.of();
    private List<V> fresh = List.of();
    private List<V> gone = List.of();

    /** Of an empty list nothing was made. */
    public ListRenewal() {}

    /**
     * Takes the next list.
     *
     * @param make asked for those elements only that were not in the list before
     * @return for each element, in order; the same list where it has the same elements in the same order
     */
    @SuppressWarnings("ReferenceEquality") // An equal element may be another one.
    public List<V> next(List<? extends E> newElements, Function<? super E, ? extends V> make) {
        List<E> now = List.copyOf(newElements);
        int most = Math.min(elements.size(), now.size());
        int head = 0;
        while (head < most && elements.get(head) == now.get(head)) {
            head++;
        }
        int tail = 0;
        while (tail < most - head && elements.get(elements.size() - 1 - tail) == now.get(now.size() - 1 - tail)) {
            tail++;
        }
        renew(now, head, tail, make);
        return values;
    }

    private void renew(List<E> now, int head, int tail, Function<? super E, ? extends V> make) {
        if (head == elements.size() && head == now.size()) {
            fresh = List.of();
            gone = List.of();
            return;
        }
        IdentityHashMap<E, V> known = new IdentityHashMap<>();
        for (int i = head; i < elements.size() - tail; i++) {
            known.put(elements.get(i), values.get(i));
        }
        List<V> made = new ArrayList<>();
        List<V> next = new ArrayList<>(now.size());
        next.addAll(values.subList(0, head));
        for (E element : now.subList(head, now.size() - tail)) {
            V kept = known.remove(element);
            if (kept == null) {
                kept = make.apply(element);
                made.add(kept);
            }
            next.add(kept);
        }
        next.addAll(values.subList(values.size() - tail, values.size()));
        elements = now;
        values = Collections.unmodifiableList(next);
        fresh = List.copyOf(made);
        gone = List.copyOf(known.values());
    }

    /** What was made for the last list and not kept from the one before. */
    public List<V> fresh() {
        return fresh;
    }

    /** What was made for an earlier list and is in the last one no more. */
    public List<V> gone() {
        return gone;
    }
}
