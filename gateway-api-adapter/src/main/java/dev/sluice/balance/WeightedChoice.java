package dev.sluice.balance;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.ToIntFunction;

/** Chooses among things, each with the share of its weight; what has no weight is never chosen. */
public final class WeightedChoice<T> {

    private final List<T> choices;
    /** The sum of the weights up to and with each choice. */
    private final int[] bounds;

    /**
     * @param all at least one has a weight
     * @param weight 0 or more; the sum must fit an int, which 16 backendRefs of at most 1,000,000 do
     */
    public WeightedChoice(List<T> all, ToIntFunction<T> weight) {
        choices = all.stream().filter(each -> weight.applyAsInt(each) > 0).toList();
        bounds = new int[choices.size()];
        int sum = 0;
        for (int i = 0; i < bounds.length; i++) {
            sum = Math.addExact(sum, weight.applyAsInt(choices.get(i)));
            bounds[i] = sum;
        }
    }

    /** One at random. */
    public T choose() {
        return at(ThreadLocalRandom.current().nextInt(sum()));
    }

    /** The choice whose share this number falls into, from 0 to below {@link #sum}. */
    public T at(int draw) {
        int i = 0;
        while (draw >= bounds[i]) {
            i++;
        }
        return choices.get(i);
    }

    /** Of all weights. */
    public int sum() {
        return bounds[bounds.length - 1];
    }
}
