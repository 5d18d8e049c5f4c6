package dev.sluice.endpoint;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param next what to ask with as {@code after} for what follows; null at the end
 */
public record Page<T>(List<T> items, @Nullable String next) {

    public Page {
        items = List.copyOf(items);
    }

    /**
     * Which part of a list is wanted.
     *
     * @param gateway only what belongs to this one, as {@code namespace/name}; null: all
     * @param after key of the last entry before; null: from the beginning
     * @param limit of entries, 1-{@value #MOST}
     */
    record Wish(@Nullable String gateway, @Nullable String after, int limit) {

        static final int USUAL = 500;
        static final int MOST = 5000;

        /** @throws IllegalArgumentException with parameter, value and what was expected */
        static Wish of(@Nullable String gateway, @Nullable String after, @Nullable Integer limit) {
            if (limit != null && (limit < 1 || limit > MOST)) {
                throw new IllegalArgumentException("limit: %d (expected: 1-%d)".formatted(limit, MOST));
            }
            if (gateway != null && !gateway.matches("[^/]+/[^/]+")) {
                throw new IllegalArgumentException("gateway: %s (expected: namespace/name)".formatted(gateway));
            }
            return new Wish(gateway, after, limit == null ? USUAL : limit);
        }

        /**
         * Of a list that belongs to no Gateway.
         *
         * @throws IllegalArgumentException with parameter, value and what was expected
         */
        static Wish ofAll(@Nullable String gateway, @Nullable String after, @Nullable Integer limit) {
            if (gateway != null) {
                throw new IllegalArgumentException("gateway: %s (expected: none, for this list)".formatted(gateway));
            }
            return of(null, after, limit);
        }

        /** Whether a Gateway is wanted, by {@code namespace/name}. */
        boolean wants(String namespaceAndName) {
            return gateway == null || gateway.equals(namespaceAndName);
        }

        /**
         * Cuts the wanted part out of a list in a fixed order.
         *
         * @throws IllegalArgumentException where the entry before is not there any more
         */
        <T> Page<T> of(List<T> all, Function<T, String> key, Predicate<T> isWanted) {
            List<T> rest = after == null ? all : following(all, key, after);
            List<T> found = rest.stream().filter(isWanted).limit(limit + 1L).toList();
            return found.size() <= limit
                    ? new Page<>(found, null)
                    : new Page<>(found.subList(0, limit), key.apply(found.get(limit - 1)));
        }

        private static <T> List<T> following(List<T> all, Function<T, String> key, String after) {
            for (int index = 0; index < all.size(); index++) {
                if (key.apply(all.get(index)).equals(after)) {
                    return all.subList(index + 1, all.size());
                }
            }
            throw new IllegalArgumentException("after: %s is not there any more; begin again".formatted(after));
        }
    }
}
