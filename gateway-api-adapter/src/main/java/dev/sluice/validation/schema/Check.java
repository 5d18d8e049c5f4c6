package dev.sluice.validation.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** Compares one tree with a schema. */
public final class Check {

    private static final IntegerSchema PORT_NUMBER = Schema.integer(1, 65535);

    private final List<Violation> violations = new ArrayList<>();

    private Check() {}

    /**
     * Fills in the schema's defaults and tells everything that does not fit. Rules are asked only of values whose shape
     * is right, so that one mistake is told once.
     *
     * @param tree is changed: nulls go, defaults come
     */
    public static List<Violation> run(Schema schema, JsonNode tree) {
        Presets.fill(schema, tree);
        var check = new Check();
        check.check(schema, tree, FieldPath.ROOT);
        return List.copyOf(check.violations);
    }

    /**
     * Fills in the schema's defaults and finds the first value that is of another type than the schema's, or that is
     * missing. Limits, rules and unknown fields are not looked at.
     *
     * @param tree is changed: nulls go, defaults come
     */
    public static Optional<Violation> shape(Schema schema, JsonNode tree) {
        Presets.fill(schema, tree);
        return Shape.firstMisfit(schema, tree, FieldPath.ROOT);
    }

    private void check(Schema schema, JsonNode value, FieldPath path) {
        int before = violations.size();
        switch (schema) {
            case AnySchema _ -> {}
            case BooleanSchema it -> hasType(it, value, path);
            case IntegerSchema it -> integer(it, value, path);
            case PortSchema it -> port(it, value, path);
            case StringSchema it -> string(it, value, path);
            case ArraySchema it -> array(it, value, path);
            case MapSchema it -> map(it, value, path);
            case ObjectSchema it -> object(it, value, path);
        }
        if (violations.size() == before) {
            for (Rule rule : schema.rules()) {
                if (!rule.holds().test(value)) {
                    add(path, rule.sentence(), rule.remedy());
                }
            }
        }
    }

    private boolean hasType(Schema schema, JsonNode value, FieldPath path) {
        boolean fits = Shape.fits(schema, value);
        if (!fits) {
            violations.add(Shape.misfit(schema, value, path));
        }
        return fits;
    }

    private void integer(IntegerSchema schema, JsonNode value, FieldPath path) {
        if (hasType(schema, value, path) && (!value.canConvertToLong() || !schema.allows(value.longValue()))) {
            add(path, value + " (expected: " + schema.expected() + ")", "choose a value in that range");
        }
    }

    private void port(PortSchema schema, JsonNode value, FieldPath path) {
        if (value.isString()) {
            string(schema.name(), value, path);
        } else if (hasType(schema, value, path)) {
            integer(PORT_NUMBER, value, path);
        }
    }

    private void string(StringSchema schema, JsonNode value, FieldPath path) {
        if (!hasType(schema, value, path)) {
            return;
        }
        String text = value.stringValue();
        int length = text.codePointCount(0, text.length());
        if (!schema.oneOf().isEmpty() && !schema.oneOf().contains(text)) {
            add(
                    path,
                    shown(schema, value) + " (expected: one of " + String.join(", ", schema.oneOf()) + ")",
                    Wording.instead(text, schema.oneOf()));
        } else if (length < schema.minLength()) {
            add(
                    path,
                    shown(schema, value) + " has " + length + " characters (expected: at least " + schema.minLength()
                            + ")",
                    "give a value or leave the field out");
        } else if (length > schema.maxLength()) {
            add(
                    path,
                    shown(schema, value) + " has " + length + " characters (expected: at most " + schema.maxLength()
                            + ")",
                    "shorten it");
        } else if (!schema.fits(text)) {
            add(path, shown(schema, value) + " (expected: " + schema.expected() + ")", Wording.WRITE_IN_THAT_FORM);
        }
    }

    private static String shown(StringSchema schema, JsonNode value) {
        return schema.secret() ? "the value" : Wording.show(value);
    }

    private void array(ArraySchema schema, JsonNode value, FieldPath path) {
        if (!hasType(schema, value, path)) {
            return;
        }
        if (value.size() < schema.minItems()) {
            add(path, value.size() + " items (expected: at least " + schema.minItems() + ")", "add what is missing");
        } else if (value.size() > schema.maxItems()) {
            add(
                    path,
                    value.size() + " items (expected: at most " + schema.maxItems() + ")",
                    "split them over several objects");
        }
        int index = 0;
        for (JsonNode item : value.values()) {
            check(schema.item(), item, path.item(index++));
        }
        unique(schema.uniqueness(), value, path);
    }

    private void unique(ArraySchema.Uniqueness uniqueness, JsonNode list, FieldPath path) {
        if (!uniqueness.set() && uniqueness.keys().isEmpty()) {
            return;
        }
        Map<Object, Integer> seen = new HashMap<>();
        int index = 0;
        for (JsonNode item : list.values()) {
            Object key = uniqueness.set()
                    ? item
                    : uniqueness.keys().stream().map(item::path).toList();
            Integer first = seen.putIfAbsent(key, index);
            if (first != null) {
                String what = uniqueness.set() ? "item" : String.join(" and ", uniqueness.keys());
                add(
                        path.item(index),
                        "duplicate " + what + ": the same as " + path.item(first),
                        "remove one of the two");
            }
            index++;
        }
    }

    private void map(MapSchema schema, JsonNode value, FieldPath path) {
        if (!hasType(schema, value, path)) {
            return;
        }
        if (value.size() > schema.maxEntries()) {
            add(path, value.size() + " entries (expected: at most " + schema.maxEntries() + ")", "remove some");
        }
        value.properties().forEach(entry -> {
            FieldPath at = path.field(entry.getKey());
            string(schema.key(), StringNode.valueOf(entry.getKey()), at);
            check(schema.value(), entry.getValue(), at);
        });
    }

    private void object(ObjectSchema schema, JsonNode value, FieldPath path) {
        if (!hasType(schema, value, path)) {
            return;
        }
        value.properties().forEach(entry -> {
            ObjectSchema.Field field = schema.fields().get(entry.getKey());
            if (field == null) {
                add(
                        path.field(entry.getKey()),
                        "unknown field \"" + entry.getKey() + "\"",
                        Wording.instead(entry.getKey(), schema.fields().keySet()));
            } else {
                check(field.schema(), entry.getValue(), path.field(entry.getKey()));
            }
        });
        schema.fields().forEach((name, field) -> {
            if (field.required() && !value.has(name)) {
                violations.add(Shape.missing(name, field.schema(), path));
            }
        });
    }

    private void add(FieldPath path, String cause, String remedy) {
        violations.add(new Violation(path.text(), cause, remedy));
    }
}
