package dev.sluice.status;

import dev.sluice.condition.Condition;
import dev.sluice.resource.StatusDocument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

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

    /** A condition of a part of an object, with its reason. */
    private record Broken(Condition.Type type, String reason, String message, String field) {

        boolean isPending() {
            return reason.equals("Pending");
        }
    }

    /** What a status says is wrong, in its order; empty where nothing is. */
    public static List<Fault> of(StatusDocument document) {
        var byMessage = new LinkedHashMap<String, List<Broken>>();
        parts(
                document,
                (name, conditions) -> broken(name, conditions)
                        .forEach(it -> byMessage
                                .computeIfAbsent(it.message(), _ -> new ArrayList<>())
                                .add(it)));
        var object = document.kind() + " " + document.name();
        return byMessage.entrySet().stream()
                .map(it -> new Fault(
                        object,
                        fields(it.getValue()),
                        it.getKey(),
                        it.getValue().stream().allMatch(Broken::isPending)))
                .toList();
    }

    private static void parts(StatusDocument document, BiConsumer<String, List<?>> conditions) {
        var status = document.status();
        accept("", status, conditions);
        members(status, "listeners").forEach(it -> accept("listener " + it.get("name"), it, conditions));
        members(status, "parents").forEach(it -> accept("parent " + ref(it, "parentRef", document), it, conditions));
        members(status, "ancestors")
                .forEach(it -> accept("ancestor " + ref(it, "ancestorRef", document), it, conditions));
    }

    private static void accept(String part, Map<?, ?> status, BiConsumer<String, List<?>> conditions) {
        if (status.get("conditions") instanceof List<?> list) {
            conditions.accept(part, list);
        }
    }

    private static Stream<Map<?, ?>> members(Map<?, ?> status, String name) {
        return status.get(name) instanceof List<?> list
                ? list.stream().<Map<?, ?>>mapMulti((it, next) -> {
                    if (it instanceof Map<?, ?> map) {
                        next.accept(map);
                    }
                })
                : Stream.empty();
    }

    private static String ref(Map<?, ?> entry, String name, StatusDocument document) {
        if (!(entry.get(name) instanceof Map<?, ?> ref)) {
            return "";
        }
        var namespace = ref.get("namespace");
        var section = ref.get("sectionName");
        var port = ref.get("port");
        return ref.get("kind") + " "
                + ("GatewayClass".equals(ref.get("kind"))
                        ? ""
                        : (namespace == null ? document.name().namespace() : namespace) + "/")
                + ref.get("name")
                + (section == null ? "" : " section " + section)
                + (port == null ? "" : " port " + port);
    }

    /** Next to another condition, Programmed only says that this other one is the cause. */
    private static List<Broken> broken(String part, List<?> conditions) {
        var broken = conditions.stream()
                .<Broken>mapMulti((it, next) -> {
                    if (it instanceof Map<?, ?> condition && isBroken(condition)) {
                        next.accept(broken(part, condition));
                    }
                })
                .toList();
        return broken.size() == 1
                ? broken
                : broken.stream()
                        .filter(it -> it.type() != Condition.Type.PROGRAMMED)
                        .toList();
    }

    private static Broken broken(String part, Map<?, ?> condition) {
        return new Broken(
                type(condition),
                String.valueOf(condition.get("reason")),
                String.valueOf(condition.get("message")),
                "%s%s=%s (%s)"
                        .formatted(
                                part.isEmpty() ? "" : part + ": ",
                                condition.get("type"),
                                condition.get("status"),
                                condition.get("reason")));
    }

    private static boolean isBroken(Map<?, ?> condition) {
        boolean holds = Condition.Status.TRUE.word().equals(condition.get("status"));
        return switch (type(condition)) {
            case ACCEPTED, SUPPORTED_VERSION, RESOLVED_REFS, PROGRAMMED -> !holds;
            case CONFLICTED, PARTIALLY_INVALID, INSECURE_FRONTEND_VALIDATION_MODE -> holds;
            // Clients that reuse a connection get 421 and open another: everything is served.
            case OVERLAPPING_TLS_CONFIG -> false;
            // One agent that is away would be a fault of every route; it has a readiness of its own.
            case PROGRAMMED_IN_MESH -> false;
        };
    }

    private static Condition.Type type(Map<?, ?> condition) {
        return Stream.of(Condition.Type.values())
                .filter(type -> type.word().equals(condition.get("type")))
                .findFirst()
                .orElseThrow();
    }

    private static String fields(List<Broken> broken) {
        var fields = broken.stream().map(Broken::field).limit(NAMED).toList();
        int more = broken.size() - fields.size();
        return String.join(", ", fields) + (more > 0 ? " and %d more".formatted(more) : "");
    }
}
