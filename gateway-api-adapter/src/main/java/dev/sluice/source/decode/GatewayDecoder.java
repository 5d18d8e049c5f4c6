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
                                .map(GatewayDecoder::address)
                                .toList(),
                        allowedListeners(spec.at("allowedListeners")),
                        infrastructure(spec.at("infrastructure")),
                        unsupported(spec)));
    }

    private static List<String> unsupported(Fields spec) {
        var paths = new ArrayList<String>();
        Stream.of("backend", "frontend").filter(spec.at("tls")::has).forEach(it -> paths.add("spec.tls." + it));
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

    private static Gateway.AllowedListeners allowedListeners(Fields allowed) {
        Fields namespaces = allowed.at("namespaces");
        return new Gateway.AllowedListeners(namespaces.text("from", "None"), ListenerDecoder.selector(namespaces));
    }
}
