package dev.sluice.validation.schema;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** An object with known fields; any other field is a mistake. */
public record ObjectSchema(Map<String, Field> fields, List<Rule> rules) implements Schema {

    static final ObjectSchema EMPTY = new ObjectSchema(Map.of(), List.of());

    public ObjectSchema {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        rules = List.copyOf(rules);
    }

    /**
     * One field.
     *
     * @param preset what the API server fills in; null: nothing
     * @param unset values that stand for the field left out, as a null does
     */
    public record Field(
            Schema schema, boolean required, @Nullable JsonNode preset, Set<JsonNode> unset) {

        public Field {
            unset = Set.copyOf(unset);
        }
    }

    /** A field that must be there. */
    public ObjectSchema required(String name, Schema schema) {
        return with(name, new Field(schema, true, null, Set.of()));
    }

    /** A field that may be left out. */
    public ObjectSchema optional(String name, Schema schema) {
        return with(name, new Field(schema, false, null, Set.of()));
    }

    /** A field that the API server fills in with this JSON where it is left out. */
    public ObjectSchema preset(String name, Schema schema, String json) {
        return with(name, new Field(schema, false, OwnJson.read(json), Set.of()));
    }

    /** Values in JSON that stand for this field left out: the zero values of Kubernetes' own kinds. */
    public ObjectSchema unset(String name, String... json) {
        Field field = Objects.requireNonNull(fields.get(name), name);
        Set<JsonNode> values = Arrays.stream(json).map(OwnJson::read).collect(toUnmodifiableSet());
        return with(name, new Field(field.schema(), field.required(), field.preset(), values));
    }

    /** Every field and rule of the other as well, as an inlined struct. */
    public ObjectSchema including(ObjectSchema other) {
        var all = new LinkedHashMap<>(fields);
        all.putAll(other.fields);
        return new ObjectSchema(all, Rule.join(rules, other.rules));
    }

    /** One rule more, asked of the object. */
    public ObjectSchema rule(Rule rule) {
        return new ObjectSchema(fields, Rule.join(rules, rule));
    }

    /** Several rules more. */
    public ObjectSchema rules(List<Rule> more) {
        return new ObjectSchema(fields, Rule.join(rules, more));
    }

    private ObjectSchema with(String name, Field field) {
        var all = new LinkedHashMap<>(fields);
        all.put(name, field);
        return new ObjectSchema(all, rules);
    }

    @Override
    public String type() {
        return "object";
    }
}
