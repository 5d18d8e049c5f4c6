package dev.sluice.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resource.ObjectName;
import dev.sluice.resource.StatusDocument;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FaultTest {

    private static final String API_VERSION = "gateway.networking.k8s.io/v1";

    private static Map<String, Object> condition(String type, String status, String reason, String message) {
        return Map.of("type", type, "status", status, "reason", reason, "message", message);
    }

    private static List<String> faults(String kind, Map<String, Object> status) {
        return Fault.of(new StatusDocument(API_VERSION, kind, new ObjectName("shop", "cart"), status)).stream()
                .map(it -> it.object() + ": " + it.field() + ": " + it.message())
                .toList();
    }

    private static Map<String, Object> listener(String name, Map<?, ?>... conditions) {
        return Map.of("name", name, "conditions", List.of(conditions));
    }

    @Test
    void conditionsAsTheyShouldBeAreNone() {
        assertThat(faults(
                        "Gateway",
                        Map.of(
                                "conditions",
                                List.of(condition("Accepted", "True", "Accepted", "Every Listener is valid")),
                                "listeners",
                                List.of(listener(
                                        "https",
                                        condition("Conflicted", "False", "NoConflicts", "No other"),
                                        condition("OverlappingTLSConfig", "True", "OverlappingHostnames", "421"))))))
                .isEmpty();
    }

    @Test
    void listenerIsNamedWithConditionReasonAndMessage() {
        assertThat(faults(
                        "Gateway",
                        Map.of(
                                "listeners",
                                List.of(listener(
                                        "https", condition("ResolvedRefs", "False", "RefNotPermitted", "add"))))))
                .containsExactly("Gateway shop/cart: listener https: ResolvedRefs=False (RefNotPermitted): add");
    }

    @Test
    void parentIsNamedAsTheRouteMeansIt() {
        var parent = Map.of(
                "parentRef",
                Map.of("kind", "Gateway", "name", "public", "sectionName", "https"),
                "conditions",
                List.of(condition("Accepted", "False", "NoMatchingParent", "correct it")));

        assertThat(faults("HTTPRoute", Map.of("parents", List.of(parent))))
                .containsExactly("HTTPRoute shop/cart: parent Gateway shop/public section https:"
                        + " Accepted=False (NoMatchingParent): correct it");
    }

    @Test
    void ancestorIsNamed() {
        var ancestor = Map.of(
                "ancestorRef",
                Map.of("kind", "Gateway", "namespace", "infra", "name", "public"),
                "conditions",
                List.of(condition("Accepted", "False", "Conflicted", "an older one")));

        assertThat(faults("BackendTLSPolicy", Map.of("ancestors", List.of(ancestor))))
                .containsExactly("BackendTLSPolicy shop/cart: ancestor Gateway infra/public:"
                        + " Accepted=False (Conflicted): an older one");
    }

    @Test
    void partOfARouteThatIsNotServedIsOne() {
        var parent = Map.of(
                "parentRef",
                Map.of("kind", "Gateway", "namespace", "infra", "name", "public"),
                "conditions",
                List.of(
                        condition("Accepted", "True", "Accepted", "fine"),
                        condition("PartiallyInvalid", "True", "UnsupportedValue", "rule 2")));

        assertThat(faults("HTTPRoute", Map.of("parents", List.of(parent)))).hasSize(1);
    }

    @Test
    void conditionsWithOneMessageAreOneFault() {
        var listeners = IntStream.range(0, 5)
                .mapToObj(i -> listener("l" + i, condition("Programmed", "False", "Invalid", "port in use")))
                .toList();

        assertThat(faults("Gateway", Map.of("listeners", listeners)))
                .containsExactly("Gateway shop/cart: listener l0: Programmed=False (Invalid),"
                        + " listener l1: Programmed=False (Invalid), listener l2: Programmed=False (Invalid)"
                        + " and 2 more: port in use");
    }

    @Test
    void programmedIsLeftOutWhereAnotherConditionIsItsCause() {
        assertThat(faults(
                        "Gateway",
                        Map.of(
                                "listeners",
                                List.of(listener(
                                        "https",
                                        condition("ResolvedRefs", "False", "InvalidCertificateRef", "no Secret"),
                                        condition("Programmed", "False", "Invalid", "see its other conditions"))))))
                .containsExactly(
                        "Gateway shop/cart: listener https: ResolvedRefs=False (InvalidCertificateRef): no Secret");
    }
}
