package dev.sluice.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class WeightedChoiceTest {

    private static final Map<String, Integer> WEIGHTS = Map.of("most", 70, "some", 30, "none", 0);

    private final WeightedChoice<String> choice = new WeightedChoice<>(List.of("none", "most", "some"), WEIGHTS::get);

    @Test
    void sharesAreExactOverAllNumbers() {
        assertThat(IntStream.range(0, choice.sum())
                        .boxed()
                        .collect(Collectors.groupingBy(choice::at, Collectors.counting())))
                .isEqualTo(Map.of("most", 70L, "some", 30L));
    }

    @Test
    void drawsFollowTheShares() {
        long most = IntStream.range(0, 10_000)
                .filter(i -> "most".equals(choice.choose()))
                .count();
        assertThat(most).isCloseTo(7_000L, within(300L));
    }

    @Test
    void sixteenLargestWeightsFit() {
        List<String> all = IntStream.range(0, 16).mapToObj(Integer::toString).toList();
        assertThat(new WeightedChoice<>(all, each -> 1_000_000).sum()).isEqualTo(16_000_000);
    }
}
