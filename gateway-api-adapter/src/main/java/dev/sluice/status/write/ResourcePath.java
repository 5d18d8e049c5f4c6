package dev.sluice.status.write;

import dev.sluice.resource.Kind;
import dev.sluice.resource.Kinds;
import tools.jackson.databind.node.ObjectNode;

/** Where the API server has an object. */
final class ResourcePath {

    private ResourcePath() {}

    /**
     * Such as {@code /apis/gateway.networking.k8s.io/v1/namespaces/shop/httproutes/cart}, in the object's own version.
     */
    static String of(ObjectNode object) {
        var apiVersion = object.path("apiVersion").asString("");
        var metadata = object.path("metadata");
        var namespace = metadata.path("namespace").asString("");
        return (apiVersion.indexOf('/') < 0 ? "/api/" : "/apis/")
                + apiVersion
                + (namespace.isEmpty() ? "" : "/namespaces/" + namespace)
                + "/"
                + plural(apiVersion, object.path("kind").asString(""))
                + "/"
                + metadata.path("name").asString("");
    }

    private static String plural(String apiVersion, String word) {
        int slash = apiVersion.indexOf('/');
        return Kinds.find(slash < 0 ? "" : apiVersion.substring(0, slash), word)
                .map(Kind::plural)
                .orElseThrow(() -> new IllegalArgumentException(apiVersion + " " + word));
    }
}
