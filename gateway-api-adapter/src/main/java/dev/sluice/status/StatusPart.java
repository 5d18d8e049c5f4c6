package dev.sluice.status;

import dev.sluice.condition.Condition;
import dev.sluice.resource.StatusDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The conditions of an object, or of a part of it.
 *
 * @param name such as {@code listener https} or {@code parent Gateway infra/public}; empty: the object itself
 */
public record StatusPart(String name, List<Entry> conditions) {

    public StatusPart {
        conditions = List.copyOf(conditions);
    }

    /**
     * A condition as it is written.
     *
     * @param type such as {@code Accepted}; of another version of Sluice it may be one that is not known here
     */
    public record Entry(String type, String status, String reason, String message) {

        static Entry of(Map<?, ?> condition) {
            return new Entry(
                    text(condition, "type"),
                    text(condition, "status"),
                    text(condition, "reason"),
                    text(condition, "message"));
        }

        private static String text(Map<?, ?> condition, String field) {
            return String.valueOf(condition.get(field));
        }

        /** Whether it says that something is wrong, or not as it must be yet. */
        public boolean isWrong() {
            boolean holds = Condition.Status.TRUE.word().equals(status);
            return types().map(type -> switch (type) {
                        case ACCEPTED, SUPPORTED_VERSION, RESOLVED_REFS, PROGRAMMED -> !holds;
                        case CONFLICTED, PARTIALLY_INVALID, INSECURE_FRONTEND_VALIDATION_MODE -> holds;
                        // Clients that reuse a connection get 421 and open another: everything is served.
                        case OVERLAPPING_TLS_CONFIG -> false;
                        // One agent that is away would be a fault of every route; it has a readiness of its own.
                        case PROGRAMMED_IN_MESH -> false;
                    })
                    .anyMatch(wrong -> wrong);
        }

        boolean isOf(Condition.Type other) {
            return other.word().equals(type);
        }

        boolean isPending() {
            return reason.equals("Pending");
        }

        private Stream<Condition.Type> types() {
            return Stream.of(Condition.Type.values()).filter(this::isOf);
        }
    }

    /** Those of a document, in its order: the object, its Listeners, parents and ancestors. */
    public static List<StatusPart> of(StatusDocument document) {
        var parts = new ArrayList<StatusPart>();
        var status = document.status();
        add("", status, parts);
        members(status, "listeners").forEach(it -> add("listener " + it.get("name"), it, parts));
        members(status, "parents").forEach(it -> add("parent " + ref(it, "parentRef", document), it, parts));
        members(status, "ancestors").forEach(it -> add("ancestor " + ref(it, "ancestorRef", document), it, parts));
        return parts;
    }

    private static void add(String name, Map<?, ?> status, List<StatusPart> parts) {
        if (status.get("conditions") instanceof List<?> list) {
            parts.add(new StatusPart(name, maps(list).<Entry>map(Entry::of).toList()));
        }
    }

    private static Stream<Map<?, ?>> members(Map<?, ?> status, String name) {
        return status.get(name) instanceof List<?> list ? maps(list) : Stream.empty();
    }

    private static Stream<Map<?, ?>> maps(List<?> list) {
        return list.stream().<Map<?, ?>>mapMulti((it, next) -> {
            if (it instanceof Map<?, ?> map) {
                next.accept(map);
            }
        });
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
}
