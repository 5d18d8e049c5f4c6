package dev.sluice.observe;

import java.io.StringWriter;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/** Fields as one line of JSON. Every value is escaped. */
record JsonLine(JsonGenerator json) implements LogFields {

    /** Only ASCII, for a terminal takes some of the other characters for commands. */
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    static String of(Consumer<LogFields> fields) {
        var line = new StringWriter(512);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), line)) {
            json.writeStartObject();
            fields.accept(new JsonLine(json));
            json.writeEndObject();
        }
        return line.toString();
    }

    @Override
    public void put(String key, String value) {
        json.writeStringProperty(key, value);
    }

    @Override
    public void number(String key, long value) {
        json.writeNumberProperty(key, value);
    }
}
