package dev.sluice.graph;

import dev.sluice.config.tls.Certificate;
import dev.sluice.graph.gateway.ListenerNode;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.ObjectMeta;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.ObjectReference;
import dev.sluice.resource.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What becomes of an HTTPS Listener with one certificate. */
public final class ListenerVerdicts {

    private ListenerVerdicts() {}

    /** Whether the Listener is served. */
    public static boolean usable(Certificate certificate) {
        return httpsListener(secret(certificate)).verdict() instanceof ListenerNode.Verdict.Served;
    }

    /** The Listener whose certificateRef names this Secret. */
    static ListenerNode httpsListener(Secret secret) {
        var ref = new ObjectReference(
                "", "Secret", secret.name().name(), secret.name().namespace());
        var listener = new Gateway.Listener(
                "https",
                null,
                443,
                "HTTPS",
                new Gateway.Tls("Terminate", List.of(ref), Map.of(), null),
                new Gateway.AllowedRoutes("Same", null, List.of()),
                List.of(),
                List.of());
        return Objects.graph(Objects.gateway(listener), secret)
                .gateways()
                .getFirst()
                .listeners()
                .getFirst();
    }

    static Secret secret(Certificate certificate) {
        return new Secret(
                new ObjectMeta(new ObjectName("shop", "tls"), "", 1, Instant.EPOCH, Map.of(), Map.of()),
                "kubernetes.io/tls",
                Map.of(
                        "tls.crt",
                        certificate.chain().getBytes(StandardCharsets.US_ASCII),
                        "tls.key",
                        certificate.privateKey().getBytes(StandardCharsets.US_ASCII)));
    }
}
