package dev.sluice.status;

import dev.sluice.condition.Condition;
import dev.sluice.condition.RuleFault;
import dev.sluice.resource.StatusDocument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Something that the status of an object says is wrong: its conditions with one message.
 *
 * @param object such as {@code Gateway infra/public}
 * @param field which conditions, such as {@code listener https: ResolvedRefs=False (InvalidCertificateRef)}
 * @param message cause and remedy
 * @param pending whether it is usual for a while, as with a Gateway whose Service is being made
 */
public record Fault(String object, String field, String message, boolean pending) {

    private static final int NAMED = 3;

    /** A condition of a part of an object. */
    private record Broken(StatusPart.Entry condition, String field) {}

    /** What a status says is wrong, in its order; empty where nothing is. */
    public static List<Fault> of(StatusDocument document) {
        var byMessage = new LinkedHashMap<String, List<Broken>>();
        StatusPart.of(document)
                .forEach(part -> broken(part)
                        .forEach(it -> byMessage
                                .computeIfAbsent(it.condition().message(), _ -> new ArrayList<>())
                                .add(it)));
        var object = document.kind() + " " + document.name();
        return byMessage.entrySet().stream()
                .map(it -> new Fault(
                        object,
                        fields(it.getValue()),
                        it.getKey(),
                        it.getValue().stream()
                                .allMatch(broken -> broken.condition().isPending())))
                .toList();
    }

    /** Next to another condition, Programmed only says that this other one is the cause. */
    private static List<Broken> broken(StatusPart part) {
        var broken = part.conditions().stream()
                .filter(StatusPart.Entry::isWrong)
                // One problem says it of all of them.
                .filter(condition -> !condition.reason().equals(RuleFault.NO_MEMORY))
                .map(condition -> new Broken(condition, field(part, condition)))
                .toList();
        return broken.size() == 1
                ? broken
                : broken.stream()
                        .filter(it -> !it.condition().isOf(Condition.Type.PROGRAMMED))
                        .toList();
    }

    private static String field(StatusPart part, StatusPart.Entry condition) {
        return "%s%s=%s (%s)"
                .formatted(
                        part.name().isEmpty() ? "" : part.name() + ": ",
                        condition.type(),
                        condition.status(),
                        condition.reason());
    }

    private static String fields(List<Broken> broken) {
        var fields = broken.stream().map(Broken::field).limit(NAMED).toList();
        int more = broken.size() - fields.size();
        return String.join(", ", fields) + (more > 0 ? " and %d more".formatted(more) : "");
    }
}
