package dev.sluice.app.inspect;

import dev.sluice.endpoint.ServedConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import tools.jackson.databind.JsonNode;

/** What support wants to see, in one file, with secrets masked. */
final class Collected {

    private static final String SLUICE = "/actuator/sluice";
    private static final List<String> LISTINGS = List.of("config", "status", "conditions", "backends");
    private static final List<String> PARTS = List.of("mesh");

    /** Of Spring Boot; by itself a gateway answers the first three. */
    private static final List<String> ENDPOINTS =
            List.of("health", "info", "prometheus", "env", "configprops", "threaddump", "loggers");

    private static final int MOST_PAGES = 200;

    private final Masking masking;
    private final Map<String, String> entries = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    private Collected(Masking masking) {
        this.masking = masking;
    }

    /**
     * What a running gateway says of itself.
     *
     * @throws IOException where none answers; the message is for the user
     */
    static Collected of(Management gateway) throws IOException {
        var collected = new Collected(Masking.ofGateway());
        collected.json("overview", gateway.get(SLUICE));
        LISTINGS.forEach(listing -> collected.pages(gateway, listing));
        PARTS.forEach(part -> collected.part(gateway, part, SLUICE + "/" + part));
        ENDPOINTS.forEach(endpoint -> collected.part(gateway, endpoint, "/actuator/" + endpoint));
        return collected;
    }

    /** What a gateway of these folders would say. The files themselves are not in it. */
    static Collected of(Inspection folders) {
        var collected = new Collected(Masking.ofFolder(folders.state().state()));
        collected.json("problems", Json.tree(CheckOutput.report(folders)));
        collected.json("status", Json.tree(folders.state().statuses()));
        collected.json("config", Json.tree(ServedConfig.of(folders.state().config())));
        return collected;
    }

    /** Each entry and what it is of, or why it is missing. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    /** Writes all of it, with a text that says what it is. */
    void writeTo(OutputStream file, String about) throws IOException {
        try (var zip = new ZipOutputStream(file, StandardCharsets.UTF_8)) {
            put(zip, "about.txt", about + "\n\n" + String.join("\n", notes) + "\n");
            for (var entry : entries.entrySet()) {
                put(zip, entry.getKey(), entry.getValue());
            }
        }
    }

    private static void put(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    private void pages(Management gateway, String listing) {
        try {
            String after = "";
            for (int page = 1; after != null && page <= MOST_PAGES; page++) {
                JsonNode json = gateway.get(
                        SLUICE + "/" + listing + (after.isEmpty() ? "" : "?after=" + Management.encoded(after)));
                add(entry(listing, page), json);
                after = Management.next(json);
            }
        } catch (IOException missing) {
            notes.add(listing + ": " + missing.getMessage());
        }
    }

    private void part(Management gateway, String name, String path) {
        try {
            if (name.equals("prometheus")) {
                add("metrics.txt", masking.of(gateway.text(path)));
            } else {
                json(name, gateway.get(path));
            }
        } catch (IOException missing) {
            notes.add(name + ": " + missing.getMessage());
        }
    }

    private void json(String name, JsonNode json) {
        add(entry(name, 1), json);
    }

    private void add(String entry, JsonNode json) {
        add(entry, masking.of(Json.text(masking.of(json))));
    }

    /** {@code status.json}, {@code status-2.json}. */
    static String entry(String name, int page) {
        return name + (page == 1 ? "" : "-" + page) + ".json";
    }

    private void add(String entry, String text) {
        entries.put(entry, text);
        notes.add(entry + ": %d bytes".formatted(text.getBytes(StandardCharsets.UTF_8).length));
    }
}
