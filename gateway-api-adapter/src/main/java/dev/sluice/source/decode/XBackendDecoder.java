package dev.sluice.source.decode;

import dev.sluice.resource.BackendTlsPolicy;
import dev.sluice.resource.ObjectMeta;
import dev.sluice.resource.XBackend;
import dev.sluice.resource.XBackend.Definition;
import dev.sluice.resource.XBackend.Destination;

/** XBackend. Source: xbackend_types.go of v1.7.0. */
final class XBackendDecoder {

    private XBackendDecoder() {}

    static XBackend decode(ObjectMeta meta, Fields spec) {
        return new XBackend(
                meta,
                new Definition.Spec(
                        destination(spec),
                        spec.at("port").numberOrNull("number"),
                        spec.textOrNull("protocol"),
                        tls(spec.at("tls")),
                        SessionDecoder.decode(spec)));
    }

    private static Destination destination(Fields spec) {
        String type = spec.text("type");
        return switch (type) {
            case "ExternalHostname" ->
                new Destination.ExternalHostname(spec.at("externalHostname").text("hostname"));
            case "EndpointSelector" ->
                new Destination.EndpointSelector(spec.at("endpointSelector").map("matchLabels"));
            default -> new Destination.Unknown(type);
        };
    }

    private static XBackend.Tls tls(Fields tls) {
        BackendTlsPolicy.Validation validation =
                tls.has("validation") ? BackendTlsPolicyDecoder.validation(tls.at("validation")) : null;
        return new XBackend.Tls(tls.text("mode", "None"), TlsDecoder.clientCertificateRef(tls), validation);
    }
}
