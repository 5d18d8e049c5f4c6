package dev.sluice.validation.schema;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The types of a tree's values, and which of them must be there; not what they may hold. */
final class Shape {

    private Shape() {}

    /** Whether a value is of the schema's type. */
    static boolean fits(Schema schema, JsonNode value) {
        return switch (schema) {
            case AnySchema _ -> true;
            case BooleanSchema _ -> value.isBoolean();
            case IntegerSchema _ -> value.isIntegralNumber();
            case PortSchema _ -> value.isString() || value.isIntegralNumber();
            case StringSchema _ -> value.isString();
            case ArraySchema _ -> value.isArray();
            case MapSchema _, ObjectSchema _ -> value.isObject();
        };
    }

    /** The violation of a value that is not of the schema's type. */
    static Violation misfit(Schema schema, JsonNode value, FieldPath path) {
        boolean hide = value.isContainer() || (schema instanceof StringSchema text && text.secret());
        String found = hide || value.isNull() ? Wording.typeOf(value) : Wording.show(value);
        return new Violation(
                path.text(), found + " (expected: " + schema.type() + ")", Wording.wrongType(value, schema));
    }

    /** The violation of a field that must be there and is not. */
    static Violation missing(String name, Schema schema, FieldPath path) {
        return new Violation(
                path.field(name).text(), "missing (expected: " + schema.type() + ")", "add \"" + name + "\"");
    }

    /** The first value that is not of its type, or is missing. */
    static Optional<Violation> firstMisfit(Schema schema, JsonNode value, FieldPath path) {
        if (!fits(schema, value)) {
            return Optional.of(misfit(schema, value, path));
        }
        return switch (schema) {
            case AnySchema _, BooleanSchema _, IntegerSchema _, PortSchema _ -> Optional.empty();
            case StringSchema it -> ofString(it, value, path);
            case ArraySchema it -> ofArray(it, value, path);
            case MapSchema it ->
                value.properties().stream()
                        .flatMap(
                                entry -> firstMisfit(it.value(), entry.getValue(), path.field(entry.getKey())).stream())
                        .findFirst();
            case ObjectSchema it -> ofObject(it, value, path);
        };
    }

    private static Optional<Violation> ofString(StringSchema schema, JsonNode value, FieldPath path) {
        return schema.patternIsType() && !schema.fits(value.stringValue())
                ? Optional.of(new Violation(
                        path.text(),
                        Wording.show(value) + " (expected: " + schema.expected() + ")",
                        Wording.WRITE_IN_THAT_FORM))
                : Optional.empty();
    }

    private static Optional<Violation> ofArray(ArraySchema schema, JsonNode value, FieldPath path) {
        int index = 0;
        for (JsonNode item : value.values()) {
            var misfit = firstMisfit(schema.item(), item, path.item(index++));
            if (misfit.isPresent()) {
                return misfit;
            }
        }
        return Optional.empty();
    }

    private static Optional<Violation> ofObject(ObjectSchema schema, JsonNode value, FieldPath path) {
        for (var field : schema.fields().entrySet()) {
            String name = field.getKey();
            Schema wanted = field.getValue().schema();
            if (value.has(name)) {
                var misfit = firstMisfit(wanted, value.path(name), path.field(name));
                if (misfit.isPresent()) {
                    return misfit;
                }
            } else if (field.getValue().required()) {
                return Optional.of(missing(name, wanted, path));
            }
        }
        return Optional.empty();
    }
}
