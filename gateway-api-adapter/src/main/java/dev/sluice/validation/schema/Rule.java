package dev.sluice.validation.schema;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A rule over several fields, which the API server checks as a CEL expression.
 *
 * @param sentence the specification's own words for it
 * @param remedy what to do where it does not hold
 * @param holds asked only of values that have the right shape, defaults filled in
 */
public record Rule(String sentence, String remedy, Predicate<JsonNode> holds) {

    static List<Rule> join(List<Rule> some, Rule more) {
        return join(some, List.of(more));
    }

    static List<Rule> join(List<Rule> some, List<Rule> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }
}
