package dev.sluice.resource;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for TLS towards Services. Source: BackendTLSPolicy.
 *
 * @param version of the API that it was written in, such as {@code v1}
 * @param unsupported paths of fields that are set and not served, such as {@code spec.options["example.com/key"]}
 */
public record BackendTlsPolicy(
        ObjectMeta metadata, List<TargetRef> targets, Validation validation, String version, List<String> unsupported)
        implements Policy {

    public BackendTlsPolicy {
        targets = List.copyOf(targets);
        unsupported = List.copyOf(unsupported);
    }

    /**
     * BackendTLSPolicyValidation.
     *
     * @param caCertificateRefs in the policy's own namespace; empty where {@code wellKnown} is given
     * @param wellKnown {@code System} or an implementation's own set; null where there are references
     * @param hostname sent as server name; names the backend where there are no {@code subjectAltNames}
     */
    public record Validation(
            List<ObjectReference> caCertificateRefs,
            @Nullable String wellKnown,
            String hostname,
            List<SubjectAltName> subjectAltNames) {

        public Validation {
            caCertificateRefs = List.copyOf(caCertificateRefs);
            subjectAltNames = List.copyOf(subjectAltNames);
        }
    }

    /**
     * SubjectAltName.
     *
     * @param type {@code Hostname} or {@code URI}
     */
    public record SubjectAltName(String type, String value) {}

    @Override
    public Kind<Policy> kind() {
        return Kinds.BACKEND_TLS_POLICY;
    }
}
