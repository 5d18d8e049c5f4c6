package dev.sluice.filter;

import static java.util.stream.Collectors.joining;

import dev.sluice.filter.builtin.BuiltInFilters;
import dev.sluice.testkit.GeneratedSection;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** {@code docs/filters.md} names every filter and argument. */
final class FilterReferenceTest {

    @Test
    void everyArgumentIsInTheTable() throws IOException {
        String rows = BuiltInFilters.ofJudging().kinds().stream()
                .flatMap(kind -> ArgumentSchema.of(kind.arguments()).stream().map(it -> row(kind, it)))
                .collect(joining("\n"));
        GeneratedSection.of("filters", FilterReferenceTest.class)
                .assertHolds("| Filter | Argument | Type | Default | Meaning |\n|---|---|---|---|---|\n" + rows);
    }

    private static String row(FilterKind<?> kind, ArgumentSchema argument) {
        return "| %s | `%s` | %s | %s | %s |"
                .formatted(
                        kind.name(),
                        argument.path(),
                        argument.type(),
                        argument.needed() ? "needed" : argument.byDefault(),
                        argument.meaning());
    }
}
