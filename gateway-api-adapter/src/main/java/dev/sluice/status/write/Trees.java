package dev.sluice.status.write;

import java.util.Comparator;
import tools.jackson.databind.JsonNode;

/** Compares JSON by what it says. */
final class Trees {

    /** A number may come as an int or as a long, depending on who has read it. */
    private static final Comparator<JsonNode> BY_VALUE = (one, other) -> {
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue());
        }
        return one.equals(other) ? 0 : 1;
    };

    private Trees() {}

    /** Whether both say the same. A list without entries says what no list says: typed clients leave it out. */
    static boolean same(JsonNode one, JsonNode other) {
        return saysNothing(one) ? saysNothing(other) : one.equals(BY_VALUE, other);
    }

    private static boolean saysNothing(JsonNode node) {
        return node.isMissingNode() || node.isNull() || (node.isArray() && node.isEmpty());
    }
}
