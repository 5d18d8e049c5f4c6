package dev.sluice.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InternerTest {

    private final Interner interner = new Interner(64);

    private static String fresh(String text) {
        return String.valueOf(text.toCharArray());
    }

    @Test
    void equalValuesAreOne() {
        var first = interner.of(fresh("cart"));

        assertThat(interner.of(fresh("cart"))).isSameAs(first);
    }

    @Test
    void whatIsEqualButOfAnotherClassStaysWhatItIs() {
        var two = List.of("a", "b");
        var many = Collections.unmodifiableList(List.of("a", "b"));
        var _ = interner.of(two);

        assertThat(interner.of(many)).isSameAs(many);
    }

    private record Wrapped(String text) {}

    /** A record has the hash of its only part. */
    @Test
    void aValueAndItsOnlyPartDoNotDriveEachOtherOut() {
        var large = new Interner(1 << 20);
        var part = large.of(fresh("cart"));
        var whole = large.of(new Wrapped(part));

        assertThat(large.of(fresh("cart"))).isSameAs(part);
        assertThat(large.of(new Wrapped(part))).isSameAs(whole);
    }

    @Test
    void whatItForgetsIsGivenAllTheSame() {
        var given = IntStream.range(0, 1_000)
                .mapToObj(i -> interner.of(fresh("value " + i)))
                .toList();

        assertThat(given).hasSize(1_000).doesNotHaveDuplicates().contains("value 0", "value 999");
    }

    /** Words that come again and again are in memory a few times at most, whatever comes between. */
    @Test
    void aWordThatIsOftenThereIsRarelyThereTwice() {
        var words = Collections.newSetFromMap(new IdentityHashMap<String, Boolean>());
        var large = new Interner(1 << 10);
        for (int i = 0; i < 10_000; i++) {
            words.add(large.of(fresh("PathPrefix")));
            var _ = large.of(fresh("unique " + i));
        }

        assertThat(words.size()).isLessThan(100);
    }

    @Test
    void itsSizeIsAPowerOfTwo() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Interner(100)).withMessage("100 is no power of two");
    }
}
