package dev.sluice.validation;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import tools.jackson.databind.JsonNode;

/** What rules ask of values: the few functions of CEL that the specification uses. */
final class Values {

    private Values() {}

    /** Empty where the field is left out. */
    static String text(JsonNode object, String field) {
        return object.path(field).asString("");
    }

    static boolean is(JsonNode object, String field, String value) {
        return text(object, field).equals(value);
    }

    /** Empty where the field is left out. */
    static List<JsonNode> items(JsonNode object, String field) {
        return List.copyOf(object.path(field).values());
    }

    /** Whether no two different items are alike in the sense of the test. */
    static boolean noTwo(JsonNode list, BiPredicate<JsonNode, JsonNode> alike) {
        var items = new ArrayList<>(list.values());
        for (int i = 0; i < items.size(); i++) {
            for (int j = i + 1; j < items.size(); j++) {
                if (alike.test(items.get(i), items.get(j))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether both have the same value in this field; two that leave it out have. */
    static boolean same(JsonNode one, JsonNode other, String field) {
        return one.path(field).equals(other.path(field));
    }

    /** An address in digits; a name is never looked up. */
    static boolean isIpAddress(String text) {
        boolean v4 = text.chars().filter(c -> c == '.').count() == 3
                && text.chars().allMatch(c -> c == '.' || Character.isDigit(c));
        boolean v6 = text.contains(":") && text.indexOf('[') < 0 && text.indexOf('%') < 0;
        if (!v4 && !v6) {
            return false;
        }
        try {
            InetAddress _ = InetAddress.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
