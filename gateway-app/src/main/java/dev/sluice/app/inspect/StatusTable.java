package dev.sluice.app.inspect;

import dev.sluice.resource.StatusDocument;
import dev.sluice.status.StatusPart;
import java.io.PrintWriter;
import java.util.List;

/**
 * Conditions for people: a line each below its object, with the message of those that are not as they should be.
 *
 * @param quiet whether only those that say something is wrong are shown
 */
record StatusTable(PrintWriter out, boolean quiet) {

    private static final String UNKNOWN = "Unknown";

    /** Whether a condition says that something is wrong; what is only not known here is not. */
    static boolean isWrong(StatusDocument document) {
        return StatusPart.of(document).stream()
                .flatMap(part -> part.conditions().stream())
                .anyMatch(StatusTable::isWrong);
    }

    private static boolean isWrong(StatusPart.Entry condition) {
        return condition.isWrong() && !condition.status().equals(UNKNOWN);
    }

    void print(List<StatusDocument> documents) {
        for (StatusDocument document : documents) {
            if (!quiet || isWrong(document)) {
                out.println(document.kind() + " " + document.name());
                StatusPart.of(document).forEach(this::print);
            }
        }
    }

    private void print(StatusPart part) {
        List<StatusPart.Entry> shown = part.conditions().stream()
                .filter(condition -> !quiet || isWrong(condition))
                .toList();
        if (!shown.isEmpty() && !part.name().isEmpty()) {
            out.println("  " + part.name());
        }
        int indent = part.name().isEmpty() ? 2 : 4;
        shown.forEach(condition -> print(condition, indent));
    }

    private void print(StatusPart.Entry condition, int indent) {
        out.println("%s%-20s %-8s %s"
                .formatted(" ".repeat(indent), condition.type(), condition.status(), condition.reason()));
        if (condition.isWrong()) {
            new Columns(out, indent + 2, 0).print("", condition.message());
        }
    }
}
