package dev.sluice.validation;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One object of the corpus.
 *
 * @param name file and words
 * @param object is shared: copy it before it is changed
 * @param there what the API server says to it
 * @param here what Sluice says to it
 * @param because why the two differ; empty where they do not
 * @param defaults values by path that are filled in
 */
record Sample(
        String name, ObjectNode object, Expected there, Expected here, String because, Map<String, JsonNode> defaults) {

    /**
     * A verdict.
     *
     * @param field the one that is named; of no account where the object is accepted
     */
    record Expected(boolean accepted, String field) {}

    @Override
    public String toString() {
        return name;
    }
}
