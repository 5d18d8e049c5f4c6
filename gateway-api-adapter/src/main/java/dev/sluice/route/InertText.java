package dev.sluice.route;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Values of resources where Spring Cloud Gateway could take them for expressions: <code>#{x}</code> and
 * <code>${x}</code> are written with a backslash before the brace, which makes plain text of them.
 */
final class InertText {

    private InertText() {}

    static String of(String value) {
        return value.replace("#{", "#\\{").replace("${", "$\\{");
    }

    /** In the same order. */
    static Map<String, String> of(Map<String, String> values) {
        Map<String, String> inert = new LinkedHashMap<>();
        values.forEach((name, value) -> inert.put(of(name), of(value)));
        return inert;
    }
}
