package dev.sluice.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.filter.SpringFilterCall;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A change of a filter's arguments is one in their order too: a factory may bind them to a map that it goes through.
 */
final class SpringFilterTest {

    private static final ObjectMeta META =
            new ObjectMeta(new ObjectName("shop", "who"), "1", 1, Instant.EPOCH, Map.of(), Map.of());

    static Stream<Function<Map<String, String>, Object>> makers() {
        return Stream.of(
                args -> new SpringFilter(META, "AddRequestHeader", args),
                args -> new SpringFilterCall("SpringFilter shop/who", "AddRequestHeader", args));
    }

    @ParameterizedTest
    @MethodSource("makers")
    void isEqualWithTheSameArgumentsInTheSameOrder(Function<Map<String, String>, Object> maker) {
        assertThat(maker.apply(args("a", "b"))).isEqualTo(maker.apply(args("a", "b")));
        assertThat(maker.apply(args("a", "b"))).hasSameHashCodeAs(maker.apply(args("a", "b")));
    }

    @ParameterizedTest
    @MethodSource("makers")
    void differsWhereTheOrderOfItsArgumentsDoes(Function<Map<String, String>, Object> maker) {
        assertThat(maker.apply(args("a", "b"))).isNotEqualTo(maker.apply(args("b", "a")));
    }

    @ParameterizedTest
    @MethodSource("makers")
    void differsWhereAnArgumentDoes(Function<Map<String, String>, Object> maker) {
        assertThat(maker.apply(args("a", "b"))).isNotEqualTo(maker.apply(args("a", "c")));
    }

    private static Map<String, String> args(String... names) {
        Map<String, String> args = new LinkedHashMap<>();
        for (String name : names) {
            args.put(name, "of " + name);
        }
        return args;
    }
}
