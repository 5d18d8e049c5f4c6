package dev.sluice.app.inspect;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The lists that a gateway shows of itself: of one that runs, or of one that was collected. */
interface Listings {

    /** Where they are from, for messages. */
    String base();

    /**
     * The pages of a list, in order.
     *
     * @param name such as {@code status}, as below {@code /actuator/sluice}
     * @throws IOException where there is none; the message is for the user
     */
    List<JsonNode> pages(String name) throws IOException;

    /**
     * A list, whole.
     *
     * @param items name of the member that holds the entries of a page
     * @throws IOException where there is none; the message is for the user
     */
    default <T> List<T> all(String name, String items, Class<T> type) throws IOException {
        List<T> all = new ArrayList<>();
        for (JsonNode page : pages(name)) {
            for (JsonNode item : page.isArray() ? page : page.path(items)) {
                all.add(value(item, type));
            }
        }
        return all;
    }

    /**
     * An entry as a value.
     *
     * @throws IOException where a gateway of another version says something else
     */
    default <T> T value(JsonNode json, Class<T> type) throws IOException {
        try {
            return JsonMapper.shared().convertValue(json, type);
        } catch (JacksonException | IllegalArgumentException otherVersion) {
            throw new IOException(
                    base() + ": answers in another form; use the command line of the gateway's own version",
                    otherVersion);
        }
    }
}
