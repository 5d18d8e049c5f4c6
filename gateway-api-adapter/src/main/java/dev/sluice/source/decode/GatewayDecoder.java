package dev.sluice.source.decode;

import dev.sluice.resource.Gateway;
import dev.sluice.resource.LabelSelector;
import dev.sluice.resource.ObjectMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Gateway. Source: gateway_types.go, of v1.1.0 to v1.7.0. */
final class GatewayDecoder {

    private GatewayDecoder() {}

    static Gateway decode(ObjectMeta meta, Fields spec) {
        return new Gateway(
                meta,
                new Gateway.Spec(
                        spec.text("gatewayClassName"),
                        spec.items("listeners").stream()
                                .map(GatewayDecoder::listener)
                                .toList(),
                        spec.items("addresses").stream()
                                .map(GatewayDecoder::address)
                                .toList(),
                        infrastructure(spec.at("infrastructure")),
                        unsupported(spec)));
    }

    private static List<String> unsupported(Fields spec) {
        var paths = new ArrayList<String>();
        Stream.of("backend", "frontend").filter(spec.at("tls")::has).forEach(it -> paths.add("spec.tls." + it));
        if (!spec.at("allowedListeners").at("namespaces").text("from", "None").equals("None")) {
            paths.add("spec.allowedListeners");
        }
        if (!spec.text("defaultScope", "None").equals("None")) {
            paths.add("spec.defaultScope");
        }
        return paths;
    }

    /** A value of no characters is a value left out, as in Gateway API's own objects. */
    private static Gateway.Address address(Fields it) {
        var value = it.text("value");
        return new Gateway.Address(it.text("type"), value.isEmpty() ? null : value, it.text("routability"));
    }

    private static Gateway.Infrastructure infrastructure(Fields it) {
        return new Gateway.Infrastructure(it.map("labels"), it.map("annotations"), ObjectDecoder.parametersRef(it));
    }

    private static Gateway.Listener listener(Fields it) {
        return new Gateway.Listener(
                it.text("name"),
                it.textOrNull("hostname"),
                it.number("port"),
                it.text("protocol"),
                it.has("tls") ? tls(it.at("tls")) : null,
                allowedRoutes(it.at("allowedRoutes")),
                unsupportedInListener(it));
    }

    private static List<String> unsupportedInListener(Fields listener) {
        var paths = new ArrayList<String>();
        Fields tls = listener.at("tls");
        if (tls.has("frontendValidation")) {
            paths.add("tls.frontendValidation");
        }
        tls.map("options").keySet().forEach(key -> paths.add("tls.options[\"" + key + "\"]"));
        if (listener.has("filters")) {
            paths.add("filters");
        }
        return paths;
    }

    private static Gateway.Tls tls(Fields tls) {
        return new Gateway.Tls(
                tls.text("mode"),
                tls.items("certificateRefs").stream()
                        .map(it -> new Gateway.SecretRef(
                                it.text("group"), it.text("kind"), it.text("name"), it.textOrNull("namespace")))
                        .toList(),
                tls.map("options"));
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

    private static @Nullable LabelSelector selector(Fields namespaces) {
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
