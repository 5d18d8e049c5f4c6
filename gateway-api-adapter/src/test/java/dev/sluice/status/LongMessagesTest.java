package dev.sluice.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.condition.Condition;
import dev.sluice.graph.GraphSettings;
import dev.sluice.graph.Objects;
import dev.sluice.publish.Served;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.StatusDocument;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An API server refuses a whole status for one message of more than 32,768 characters. */
final class LongMessagesTest {

    private static final int LISTENERS = 2000;

    /** Of Kubernetes' longest names. */
    private static final int ROOM_FOR_TEN_NAMES = 3000;

    @Test
    void listenersWhoseHostnamesOverlapAreNamedByTen() {
        assertThat(messages(i -> https("n" + i, i == 0 ? "*.example.com" : "h" + i + ".example.com")))
                .anyMatch(message -> message.contains("The hostname overlaps with ")
                        && message.contains(" and " + (LISTENERS - 1 - 10) + " more; "))
                .allSatisfy(message -> assertThat(message).hasSizeLessThan(ROOM_FOR_TEN_NAMES));
    }

    @Test
    void listenersOfOneHostnameAreNamedByTen() {
        assertThat(messages(i -> Objects.listener("n" + i, 80, "shop.example.com")))
                .anyMatch(message -> message.contains("are also used by Listener "))
                .allSatisfy(message -> assertThat(message).hasSizeLessThan(ROOM_FOR_TEN_NAMES));
    }

    @Test
    void listenersThatAreNotServedAreNamedByTen() {
        assertThat(messages(i -> Objects.listener("n" + i, i == 0 ? 80 : 0, null)))
                .anyMatch(message -> message.contains("Some Listeners are not served: ")
                        && message.contains(" and " + (LISTENERS - 1 - 10) + " more; "))
                .allSatisfy(message -> assertThat(message).hasSizeLessThan(ROOM_FOR_TEN_NAMES));
    }

    @Test
    void fieldsThatAreNotServedAreNamedByTen() {
        var fields =
                IntStream.range(0, LISTENERS).mapToObj(i -> "tls.field" + i).toList();
        assertThat(messages(_ -> new Gateway.Listener(
                        "web",
                        null,
                        80,
                        "HTTP",
                        null,
                        new Gateway.AllowedRoutes("Same", null, List.of()),
                        List.of(),
                        fields)))
                .anyMatch(message -> message.contains("Not supported yet: tls.field0, "))
                .allSatisfy(message -> assertThat(message).hasSizeLessThan(ROOM_FOR_TEN_NAMES));
    }

    @Test
    void anyOtherMessageIsCutOffWhereNoApiServerTakesMore() {
        var message = condition("🦆".repeat(40_000)).message();

        assertThat(message.codePointCount(0, message.length())).isEqualTo(32_768);
        assertThat(message).endsWith("🦆…");
        assertThat(condition("🦆".repeat(32_768)).message()).doesNotContain("…");
    }

    private static Condition condition(String message) {
        return new Condition(Condition.Type.ACCEPTED, Condition.Status.FALSE, "Invalid", message);
    }

    private static Gateway.Listener https(String name, String hostname) {
        return new Gateway.Listener(
                name,
                hostname,
                443,
                "HTTPS",
                new Gateway.Tls("Terminate", List.of(), Map.of(), null),
                new Gateway.AllowedRoutes("Same", null, List.of()),
                List.of(),
                List.of());
    }

    /** Of all conditions of a Gateway with that many Listeners. */
    private static List<String> messages(IntFunction<Gateway.Listener> listener) {
        var listeners = IntStream.range(0, LISTENERS).mapToObj(listener).toArray(Gateway.Listener[]::new);
        var graph = Objects.graph(Objects.gateway(listeners));
        return Statuses.of(graph, GraphSettings.CONTROLLER_NAME, 1, Served.NOTHING).stream()
                .map(StatusDocument::status)
                .flatMap(LongMessagesTest::messagesIn)
                .toList();
    }

    private static Stream<String> messagesIn(Object tree) {
        return switch (tree) {
            case Map<?, ?> map when map.get("message") instanceof String message -> Stream.of(message);
            case Map<?, ?> map -> map.values().stream().flatMap(LongMessagesTest::messagesIn);
            case List<?> list -> list.stream().flatMap(LongMessagesTest::messagesIn);
            default -> Stream.empty();
        };
    }
}
