package dev.sluice.source.decode;

import dev.sluice.resource.FrontendTls;
import dev.sluice.resource.ObjectReference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What Gateways and policies say about certificates. Source: GatewayTLSConfig, FrontendTLSValidation. */
final class TlsDecoder {

    private TlsDecoder() {}

    static FrontendTls frontend(Fields frontend) {
        return new FrontendTls(
                validation(frontend.at("default"), "validation"),
                frontend.items("perPort").stream()
                        .map(it -> new FrontendTls.OfPort(it.number("port"), validation(it.at("tls"), "validation")))
                        .toList());
    }

    static FrontendTls.@Nullable Validation validation(Fields parent, String field) {
        if (!parent.has(field)) {
            return null;
        }
        Fields validation = parent.at(field);
        return new FrontendTls.Validation(
                references(validation, "caCertificateRefs"), validation.text("mode", "AllowValidOnly"));
    }

    static @Nullable ObjectReference clientCertificateRef(Fields backend) {
        return backend.has("clientCertificateRef") ? reference(backend.at("clientCertificateRef")) : null;
    }

    /** A list of references; empty where it is not there. */
    static List<ObjectReference> references(Fields parent, String field) {
        return parent.items(field).stream().map(TlsDecoder::reference).toList();
    }

    private static ObjectReference reference(Fields it) {
        return new ObjectReference(it.text("group"), it.text("kind"), it.text("name"), it.textOrNull("namespace"));
    }
}
