package dev.sluice.graph.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resource.LabelSelector;
import dev.sluice.resource.LabelSelector.Requirement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class SelectionTest {

    @Test
    void emptySelectorSelectsAll() {
        assertThat(Selection.selects(new LabelSelector(Map.of(), List.of()), Map.of()))
                .isTrue();
    }

    @Test
    void notInSelectsWhatHasNoLabel() {
        assertThat(selects("NotIn", List.of("shop"))).isTrue();
        assertThat(selects("NotIn", List.of("edge"))).isFalse();
        assertThat(Selection.selects(selector("NotIn", List.of("edge")), Map.of()))
                .isTrue();
    }

    /** The API server stores such selectors. */
    @Nested
    class WhatCannotBeMeantSelectsNothing {

        @Test
        void unknownOperator() {
            assertThat(selects("Equals", List.of("edge"))).isFalse();
        }

        @Test
        void valuesThatAreMissing() {
            assertThat(selects("In", List.of())).isFalse();
            assertThat(selects("NotIn", List.of())).isFalse();
        }

        @Test
        void valuesThatHaveNoUse() {
            assertThat(selects("Exists", List.of("edge"))).isFalse();
            assertThat(Selection.selects(selector("DoesNotExist", List.of("edge")), Map.of()))
                    .isFalse();
        }
    }

    private static boolean selects(String operator, List<String> values) {
        return Selection.selects(selector(operator, values), Map.of("team", "edge"));
    }

    private static LabelSelector selector(String operator, List<String> values) {
        return new LabelSelector(Map.of(), List.of(new Requirement("team", operator, values)));
    }
}
