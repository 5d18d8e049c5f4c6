package dev.sluice.source.decode;

import dev.sluice.resource.Gateway;
import dev.sluice.resource.ObjectMeta;
import java.util.List;

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
                        TlsDecoder.frontend(spec.at("tls").at("frontend")),
                        TlsDecoder.clientCertificateRef(
                                spec.has("backendTLS")
                                        ? spec.at("backendTLS")
                                        : spec.at("tls").at("backend")),
                        unsupported(spec)));
    }

    private static List<String> unsupported(Fields spec) {
        return spec.text("defaultScope", "None").equals("None") ? List.of() : List.of("spec.defaultScope");
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
