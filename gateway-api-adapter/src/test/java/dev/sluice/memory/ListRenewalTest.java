package dev.sluice.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ListRenewalTest {

    /** Two with the same number are equal. */
    private record Element(int number) {}

    /** What was made of one, and only of this one. */
    private static final class Made {

        private final Element of;

        Made(Element of) {
            this.of = of;
        }
    }

    private final ListRenewal<Element, Made> renewal = new ListRenewal<>();
    private final List<Element> asked = new ArrayList<>();

    private List<Made> next(List<Element> elements) {
        asked.clear();
        return renewal.next(elements, element -> {
            asked.add(element);
            return new Made(element);
        });
    }

    private static List<Element> elements(int count) {
        return new ArrayList<>(IntStream.range(0, count).mapToObj(Element::new).toList());
    }

    @Test
    void whatIsTheSameIsNotMadeAgain() {
        var elements = elements(10);
        var made = next(elements);

        elements.set(3, new Element(3));
        elements.add(7, new Element(77));
        elements.remove(9);
        var again = next(elements);

        assertThat(asked).as("an equal one is another").containsExactly(elements.get(3), elements.get(7));
        assertThat(again.getFirst()).isSameAs(made.getFirst());
        assertThat(renewal.fresh()).containsExactly(again.get(3), again.get(7));
        assertThat(renewal.gone()).containsExactly(made.get(3), made.get(8));
    }

    @Test
    void whatMovedOrComesAfterManyThatAreGoneIsNotMadeAgain() {
        var elements = elements(100);
        var made = next(elements);

        elements.add(0, elements.remove(70));
        elements.subList(20, 50).clear();
        var again = next(elements);

        assertThat(asked).isEmpty();
        assertThat(again.getFirst()).isSameAs(made.get(70));
        assertThat(renewal.gone()).isEqualTo(made.subList(19, 49));
    }

    @Test
    void theSameListGivesTheSameList() {
        var elements = elements(10);
        var made = next(elements);

        assertThat(next(elements)).isSameAs(made);
        assertThat(renewal.fresh()).isEmpty();
        assertThat(renewal.gone()).isEmpty();
    }

    /** Whatever the changes, and in whatever order they come. */
    @Test
    void everyElementHasWhatWasMadeOfIt() {
        var random = new Random(20);
        var elements = elements(8);
        int count = 0;
        for (int turn = 0; turn < 2_000; turn++) {
            for (int change = random.nextInt(4); change > 0; change--) {
                change(elements, random);
            }
            var made = next(elements);
            count += renewal.fresh().size() - renewal.gone().size();

            assertThat(made).hasSameSizeAs(elements);
            for (int i = 0; i < made.size(); i++) {
                assertThat(made.get(i).of).isSameAs(elements.get(i));
            }
            assertThat(count).isEqualTo(elements.size());
        }
    }

    private static void change(List<Element> elements, Random random) {
        int place = random.nextInt(elements.size() + 1);
        switch (random.nextInt(4)) {
            case 0 -> elements.add(place, new Element(random.nextInt(5)));
            case 1 -> elements.subList(Math.max(0, place - 1), place).clear();
            case 2 -> elements.replaceAll(element -> random.nextInt(8) == 0 ? new Element(element.number()) : element);
            default -> Collections.shuffle(elements, random);
        }
    }
}
