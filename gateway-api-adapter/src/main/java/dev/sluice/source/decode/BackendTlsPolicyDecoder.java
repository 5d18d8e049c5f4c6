package dev.sluice.source.decode;

import dev.sluice.resource.BackendTlsPolicy;
import dev.sluice.resource.ObjectMeta;
import java.util.List;

/** BackendTLSPolicy. Source: backendtlspolicy_types.go, v1alpha2 of v1.0.0 to v1 of v1.7.0. */
final class BackendTlsPolicyDecoder {

    private BackendTlsPolicyDecoder() {}

    static BackendTlsPolicy decode(ObjectMeta meta, Fields object) {
        String apiVersion = object.text("apiVersion");
        String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
        Fields spec = object.at("spec");
        return new BackendTlsPolicy(
                meta,
                ObjectDecoder.targets(spec),
                version.equals("v1alpha2") ? alpha2(spec.at("tls")) : validation(spec.at("validation")),
                version,
                spec.map("options").keySet().stream()
                        .sorted()
                        .map(key -> "spec.options[\"" + key + "\"]")
                        .toList());
    }

    /** That of a policy since v1alpha3, or of an XBackend. */
    static BackendTlsPolicy.Validation validation(Fields it) {
        return new BackendTlsPolicy.Validation(
                TlsDecoder.references(it, "caCertificateRefs"),
                it.textOrNull("wellKnownCACertificates"),
                it.text("hostname"),
                it.items("subjectAltNames").stream()
                        .map(BackendTlsPolicyDecoder::subjectAltName)
                        .toList());
    }

    private static BackendTlsPolicy.SubjectAltName subjectAltName(Fields it) {
        String type = it.text("type");
        return new BackendTlsPolicy.SubjectAltName(type, it.text(type.equals("URI") ? "uri" : "hostname"));
    }

    private static BackendTlsPolicy.Validation alpha2(Fields tls) {
        return new BackendTlsPolicy.Validation(
                TlsDecoder.references(tls, "caCertRefs"),
                tls.textOrNull("wellKnownCACerts"),
                tls.text("hostname"),
                List.of());
    }
}
