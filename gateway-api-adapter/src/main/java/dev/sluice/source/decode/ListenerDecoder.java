package dev.sluice.source.decode;

import dev.sluice.resource.Gateway;
import dev.sluice.resource.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The Listeners of a Gateway or ListenerSet. Source: Listener and ListenerEntry, of v1.1.0 to v1.7.0. */
final class ListenerDecoder {

    private ListenerDecoder() {}

    /** In order. */
    static List<Gateway.Listener> listeners(Fields spec) {
        return spec.items("listeners").stream().map(ListenerDecoder::listener).toList();
    }

    private static Gateway.Listener listener(Fields it) {
        return new Gateway.Listener(
                it.text("name"),
                it.textOrNull("hostname"),
                it.number("port"),
                it.text("protocol"),
                it.has("tls") ? tls(it.at("tls")) : null,
                allowedRoutes(it.at("allowedRoutes")),
                HttpRouteFilterDecoder.filters(it.at("filters"), "requests"),
                unsupported(it));
    }

    private static List<String> unsupported(Fields listener) {
        var paths = new ArrayList<String>();
        listener.at("tls").map("options").keySet().forEach(key -> paths.add("tls.options[\"" + key + "\"]"));
        return paths;
    }

    private static Gateway.Tls tls(Fields tls) {
        return new Gateway.Tls(
                tls.text("mode"),
                TlsDecoder.references(tls, "certificateRefs"),
                tls.map("options"),
                TlsDecoder.validation(tls, "frontendValidation"));
    }

    private static Gateway.AllowedRoutes allowedRoutes(Fields allowed) {
        Fields namespaces = allowed.at("namespaces");
        return new Gateway.AllowedRoutes(
                namespaces.text("from"),
                selector(namespaces),
                allowed.items("kinds").stream()
                        .map(it -> new Gateway.RouteKind(it.text("group"), it.text("kind")))
                        .toList());
    }

    /** Null where the namespaces are not chosen by a selector. */
    static @Nullable LabelSelector selector(Fields namespaces) {
        if (!namespaces.text("from").equals("Selector") || !namespaces.has("selector")) {
            return null;
        }
        Fields selector = namespaces.at("selector");
        return new LabelSelector(
                selector.map("matchLabels"),
                selector.items("matchExpressions").stream()
                        .map(it ->
                                new LabelSelector.Requirement(it.text("key"), it.text("operator"), it.texts("values")))
                        .toList());
    }
}
