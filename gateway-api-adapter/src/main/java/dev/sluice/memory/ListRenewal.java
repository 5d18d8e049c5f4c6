package dev.sluice.memory;

import java.util.ArrayList;
import java.util.Arrays;
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

    /** So many elements that follow one another may be gone before those after them are looked up. */
    private static final int AHEAD = 8;

    private static final int NOWHERE = -1;

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
        int[] places = places(now, head, tail);
        int[] passed = passed(places, head, tail);
        IdentityHashMap<E, V> moved = new IdentityHashMap<>();
        for (int place : passed) {
            moved.put(elements.get(place), values.get(place));
        }
        List<V> made = new ArrayList<>();
        List<V> next = new ArrayList<>(now.size());
        next.addAll(values.subList(0, head));
        for (int i = 0; i < places.length; i++) {
            V kept = places[i] == NOWHERE ? moved.remove(now.get(head + i)) : values.get(places[i]);
            if (kept == null) {
                kept = make.apply(now.get(head + i));
                made.add(kept);
            }
            next.add(kept);
        }
        next.addAll(values.subList(values.size() - tail, values.size()));
        fresh = List.copyOf(made);
        gone = Arrays.stream(passed)
                .filter(place -> moved.containsKey(elements.get(place)))
                .mapToObj(values::get)
                .toList();
        elements = now;
        values = Collections.unmodifiableList(next);
    }

    /** For each element between head and tail its place in the list before, where it is among the next of that. */
    @SuppressWarnings("ReferenceEquality") // An equal element may be another one.
    private int[] places(List<E> now, int head, int tail) {
        int[] places = new int[now.size() - tail - head];
        int end = elements.size() - tail;
        int at = head;
        for (int i = 0; i < places.length; i++) {
            E element = now.get(head + i);
            int most = Math.min(at + AHEAD, end);
            int place = at;
            while (place < most && elements.get(place) != element) {
                place++;
            }
            places[i] = place < most ? place : NOWHERE;
            at = place < most ? place + 1 : at;
        }
        return places;
    }

    /** The other places between head and tail of the list before. */
    private int[] passed(int[] places, int head, int tail) {
        int[] passed = new int[elements.size() - tail - head];
        int count = 0;
        int at = head;
        for (int place : places) {
            while (place != NOWHERE && at < place) {
                passed[count++] = at++;
            }
            at = place == NOWHERE ? at : place + 1;
        }
        while (at < elements.size() - tail) {
            passed[count++] = at++;
        }
        return Arrays.copyOf(passed, count);
    }

    /** What was made for the last list and not kept from the one before. */
    public List<V> fresh() {
        return fresh;
    }

    /** What was made for an earlier list and is in the last one no more, in the order of that. */
    public List<V> gone() {
        return gone;
    }
}
