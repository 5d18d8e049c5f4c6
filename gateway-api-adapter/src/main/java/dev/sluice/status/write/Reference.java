package dev.sluice.status.write;

import tools.jackson.databind.JsonNode;

/**
 * What an entry of a status is about, with the API's defaults filled in, so that two ways to write one reference are
 * one. Source: ParentReference.
 *
 * @param sectionName empty: none
 * @param port 0: none
 */
record Reference(String group, String kind, String namespace, String name, String sectionName, int port) {

    /**
     * Reads one.
     *
     * @param namespace of the object that refers
     */
    static Reference of(JsonNode ref, String namespace) {
        return new Reference(
                ref.path("group").asString("gateway.networking.k8s.io"),
                ref.path("kind").asString("Gateway"),
                ref.path("namespace").asString(namespace),
                ref.path("name").asString(""),
                ref.path("sectionName").asString(""),
                ref.path("port").intValue(0));
    }
}
