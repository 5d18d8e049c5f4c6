package dev.sluice.status;

import dev.sluice.condition.Condition;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.StatusDocument;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the API server refuses of the objects of Gateways. Only the replica that writes them knows.
 *
 * @param programmed by the name of the Gateway: condition Programmed, False, with the cause
 */
public record Refusals(Map<ObjectName, Condition> programmed) {

    /** Nothing is refused. */
    public static final Refusals NONE = new Refusals(Map.of());

    /** Reasons of something that is expected, and does not come while it is refused. */
    private static final Set<String> EXPECTED = Set.of("Pending", "AddressNotAssigned", "AddressNotUsable");

    private static final String CONDITIONS = "conditions";

    public Refusals {
        programmed = Map.copyOf(programmed);
    }

    /**
     * The same document. One of a Gateway that is not Programmed, because something is expected, names the refusal as
     * the cause; a Gateway that requests reach all the same is Programmed.
     */
    public StatusDocument explain(StatusDocument document) {
        var refusal = document.kind().equals(Kinds.GATEWAY.word()) ? programmed.get(document.name()) : null;
        if (refusal == null) {
            return document;
        }
        var status = new LinkedHashMap<>(document.status());
        status.computeIfPresent(CONDITIONS, (_, conditions) -> explained((List<?>) conditions, refusal));
        return new StatusDocument(document.apiVersion(), document.kind(), document.name(), status);
    }

    private static List<?> explained(List<?> conditions, Condition refusal) {
        var generation = ConditionList.generation(conditions);
        return conditions.stream()
                .map(condition -> isExpected((Map<?, ?>) condition, refusal)
                        ? ConditionList.entry(generation, refusal)
                        : condition)
                .toList();
    }

    private static boolean isExpected(Map<?, ?> condition, Condition refusal) {
        return refusal.type().word().equals(condition.get("type"))
                && refusal.status().word().equals(condition.get("status"))
                && condition.get("reason") instanceof String reason
                && EXPECTED.contains(reason);
    }
}
