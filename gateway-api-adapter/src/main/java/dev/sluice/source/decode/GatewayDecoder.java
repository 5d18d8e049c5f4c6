package dev.sluice.source.decode;

import dev.sluice.resource.Gateway;
import dev.sluice.resource.ObjectMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Gateway. Source: gateway_types.go, of v1.1.0 to v1.7.0. */
final class GatewayDecoder {

    private GatewayDecoder() {}

    static Gateway decode(ObjectMeta meta, Fields spec) {
        return new Gateway(
                meta,
                new Gateway.Spec(
                        spec.text("gatewayClassName"),
                        ListenerDecoder.listeners(spec),
                        spec.items("addresses").stream()
                                .map(it -> new Gateway.Address(it.text("type"), it.textOrNull("value")))
                                .toList(),
                        allowedListeners(spec.at("allowedListeners")),
                        unsupported(spec)));
    }

    private static List<String> unsupported(Fields spec) {
        var paths = new ArrayList<String>();
        Stream.of("backend", "frontend").filter(spec.at("tls")::has).forEach(it -> paths.add("spec.tls." + it));
        if (spec.at("infrastructure").has("parametersRef")) {
            paths.add("spec.infrastructure.parametersRef");
        }
        if (!spec.text("defaultScope", "None").equals("None")) {
            paths.add("spec.defaultScope");
        }
        int index = 0;
        for (Fields address : spec.items("addresses")) {
            if (!address.text("routability").isEmpty()) {
                paths.add("spec.addresses[" + index + "].routability");
            }
            index++;
        }
        return paths;
    }

    private static Gateway.AllowedListeners allowedListeners(Fields allowed) {
        Fields namespaces = allowed.at("namespaces");
        return new Gateway.AllowedListeners(namespaces.text("from", "None"), ListenerDecoder.selector(namespaces));
    }
}
