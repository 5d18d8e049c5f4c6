package dev.sluice.status.write;

import java.util.Locale;
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
                + plural(object.path("kind").asString(""))
                + "/"
                + metadata.path("name").asString("");
    }

    /** Of the kinds of Gateway API, which all follow the rules of English: gateways, policies, classes. */
    private static String plural(String kind) {
        var word = kind.toLowerCase(Locale.ROOT);
        if (word.endsWith("y") && !word.endsWith("ay")) {
            return word.substring(0, word.length() - 1) + "ies";
        }
        return word + (word.endsWith("s") ? "es" : "s");
    }
}
