package dev.sluice.condition;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;

import dev.sluice.testkit.GeneratedSection;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/status.md} names every condition, status, reason and message that the catalogue can write. */
final class StatusReferenceTest {

    private static final List<String> OBJECTS = List.of(
            "GatewayClass",
            "Gateway",
            "Listener",
            "ListenerSet",
            "HTTPRoute",
            "BackendTLSPolicy",
            "BackendLBPolicy",
            "XTelemetryPolicy",
            "XBackend",
            "XMesh",
            "SpringFilter");

    private static final Map<String, String> NAMES = Map.of(
            "Listener",
            "Listener of a Gateway or a ListenerSet",
            "HTTPRoute",
            "HTTPRoute, for each parent",
            "BackendTLSPolicy",
            "BackendTLSPolicy, for each Gateway, or Service of the mesh, with a route to a target",
            "BackendLBPolicy",
            "BackendLBPolicy and XBackendTrafficPolicy, for each Gateway, or Service of the mesh, with a route to a target",
            "XTelemetryPolicy",
            "XTelemetryPolicy, for each Gateway that it targets",
            "XBackend",
            "XBackend, for each Gateway, or Service of the mesh, with a route that refers to it");

    @Test
    void pageSaysWhatTheCatalogueSays() throws IOException {
        GeneratedSection.of("status", StatusReferenceTest.class)
                .assertHolds(conditions()
                        + faults("A fault of a rule", RuleFault.class)
                        + faults("A fault of a backendRef", BackendFault.class)
                        + faults("A fault of a parametersRef", ParametersFault.class)
                        + faults("A fault of a sessionPersistence", SessionFault.class));
    }

    private static String conditions() {
        var byObject = Catalogue.templates().stream().collect(groupingBy(MessageTemplate::object));
        return OBJECTS.stream()
                .map(object -> "\n### " + NAMES.getOrDefault(object, object)
                        + "\n\n| Condition | Status | Reason | Message |\n|---|---|---|---|\n"
                        + rows(byObject.getOrDefault(object, List.of())))
                .collect(joining());
    }

    /** Conditions in the order of a status, True before False. */
    private static String rows(List<MessageTemplate> templates) {
        var rows = new LinkedHashMap<String, LinkedHashSet<String>>();
        templates.stream()
                .sorted(Comparator.comparing(MessageTemplate::type)
                        .thenComparing(MessageTemplate::status)
                        .thenComparing(MessageTemplate::reason)
                        .thenComparing(MessageTemplate::message))
                .forEach(it -> rows.computeIfAbsent(
                                "| %s | %s | %s | "
                                        .formatted(it.type().word(), it.status().word(), it.reason()),
                                _ -> new LinkedHashSet<>())
                        .add(Catalogue.around(it)));
        return rows.entrySet().stream()
                .map(row -> row.getKey() + messages(row.getValue().stream()) + " |\n")
                .collect(joining());
    }

    private static String faults(String title, Class<?> faults) {
        var byReason = Catalogue.faults(faults).stream()
                .sorted(Comparator.comparing(Catalogue.FaultTemplate::reason)
                        .thenComparing(Catalogue.FaultTemplate::message))
                .collect(groupingBy(
                        Catalogue.FaultTemplate::reason, LinkedHashMap::new, toCollection(LinkedHashSet::new)));
        return byReason.entrySet().stream()
                .map(row -> "| %s | %s |\n"
                        .formatted(
                                row.getKey(), messages(row.getValue().stream().map(Catalogue.FaultTemplate::message))))
                .collect(joining("", "\n### " + title + "\n\n| Reason | Message |\n|---|---|\n", ""));
    }

    private static String messages(Stream<String> messages) {
        return messages.map(it -> "`" + it + "`").collect(joining("<br>"));
    }
}
