package dev.sluice.route;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.BackendTls;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleBackends;
import dev.sluice.config.tls.SubjectName;
import dev.sluice.config.tls.Trust;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** TLS to backends as people read it in {@code explain} and the actuator. */
public final class BackendTlsText {

    private BackendTlsText() {}

    /** How those backends of a rule are reached that are reached by TLS of a policy or of their own. */
    static List<String> of(Rule rule, GatewayConfig config) {
        Set<BackendId> asked = RuleBackends.NAMED.of(rule).collect(Collectors.toSet());
        List<String> texts = new ArrayList<>();
        for (Backend backend : config.backends()) {
            BackendTls tls = backend.tls();
            if (tls != null && asked.contains(backend.id())) {
                texts.add(of(backend.id(), tls));
            }
        }
        return texts;
    }

    /**
     * Such as {@code TLS[default/cart:443, server name cart.example.com, certificate for Hostname cart.example.com,
     * issued by ConfigMap default/ca, showing Secret default/client]}.
     */
    static String of(BackendId backend, BackendTls tls) {
        List<String> parts = new ArrayList<>();
        parts.add(backend.toString());
        parts.add("server name " + tls.serverName());
        parts.add(tls.names().stream()
                .map(BackendTlsText::of)
                .collect(Collectors.joining(" or ", "certificate for ", "")));
        parts.add("issued by " + of(tls.trust()));
        if (tls.clientCertificate() != null) {
            parts.add("showing " + tls.clientCertificate().source());
        }
        return parts.stream().collect(Collectors.joining(", ", "TLS[", "]"));
    }

    /** The objects that hold certificates of issuers, or {@code System}. */
    public static String of(Trust trust) {
        return switch (trust) {
            case Trust.Anchors anchors -> anchors.source();
            case Trust.WellKnown.SYSTEM -> "System";
        };
    }

    /** Such as {@code URI spiffe://example.com/cart}. */
    public static String of(SubjectName name) {
        return switch (name.type()) {
            case HOSTNAME -> "Hostname " + name.value();
            case URI -> "URI " + name.value();
        };
    }
}
