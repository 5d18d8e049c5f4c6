package dev.sluice.endpoint;

import dev.sluice.pipeline.PipelineState;
import dev.sluice.resource.StatusDocument;
import dev.sluice.status.StatusPart;
import java.util.List;

/**
 * The conditions of an object for people.
 *
 * @param object such as {@code Gateway shop/edge}
 */
public record ObjectConditions(String object, List<Row> conditions) {

    /**
     * A condition.
     *
     * @param part of the object that it is about, such as {@code listener https}; empty: the object itself
     * @param wrong whether it says that something is wrong
     */
    public record Row(String part, String type, String status, String reason, String message, boolean wrong) {}

    /** A page, in the order of the statuses. */
    static Page<ObjectConditions> of(PipelineState state, Page.Wish wish) {
        Page<StatusDocument> page = SluiceEndpoint.statuses(state, wish);
        return new Page<>(page.items().stream().map(ObjectConditions::of).toList(), page.next());
    }

    private static ObjectConditions of(StatusDocument document) {
        return new ObjectConditions(
                document.kind() + " " + document.name(),
                StatusPart.of(document).stream()
                        .flatMap(part -> part.conditions().stream()
                                .map(it -> new Row(
                                        part.name(), it.type(), it.status(), it.reason(), it.message(), it.isWrong())))
                        .toList());
    }
}
