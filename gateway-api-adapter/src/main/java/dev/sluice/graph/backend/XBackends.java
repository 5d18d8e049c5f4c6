package dev.sluice.graph.backend;

import dev.sluice.condition.Condition;
import dev.sluice.condition.XBackendConditions;
import dev.sluice.graph.gateway.BackendCertificates;
import dev.sluice.graph.reading.Memo;
import dev.sluice.graph.reading.Reading;
import dev.sluice.graph.session.SessionReader;
import dev.sluice.graph.session.SessionVerdict;
import dev.sluice.graph.trust.CaCertificateRefs;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.SessionPersistence;
import dev.sluice.resource.XBackend;
import dev.sluice.resource.XBackend.Definition;
import dev.sluice.resource.XBackend.Destination;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Judges XBackends, each whole: what cannot be served of it refuses all of it, since it says what connections must be
 * like. Source: GEP-4894, "MUST do on the wire".
 */
public final class XBackends {

    private static final String PROTOCOL = "spec.protocol";

    /** Those that a route of some kind can speak. */
    private static final Set<String> PROTOCOLS = Set.of("HTTP", "HTTP11", "HTTP2", "H2C", "GRPC", "WSS", "TCP");

    private final Map<ObjectName, XBackend> byName;
    private final Reading reading;
    private final XBackendTls tls;
    private final boolean hostnames;
    private final Memo<ObjectName, XBackendVerdict> verdicts;

    /**
     * Those of one state.
     *
     * @param externalNames whether host names are followed
     * @param verdicts those that hold
     */
    public XBackends(
            Reading reading,
            CaCertificateRefs issuers,
            BackendCertificates certificates,
            ExternalNames externalNames,
            Memo<ObjectName, XBackendVerdict> verdicts) {
        this.byName = reading.byName(Kinds.X_BACKEND);
        this.reading = reading;
        this.tls = new XBackendTls(issuers, certificates);
        this.hostnames = externalNames == ExternalNames.ALLOW;
        this.verdicts = verdicts;
    }

    /**
     * Conditions of one at an ancestor.
     *
     * @param confined the only namespace whose Secrets and ConfigMaps can be read by the pods that serve the ancestor;
     *     null: all
     */
    public List<Condition> conditions(XBackend object, @Nullable String confined) {
        return of(object.name(), confined).map(XBackendVerdict::conditions).orElseThrow();
    }

    /**
     * What becomes of one, as pods see it; empty where there is none of this name.
     *
     * @param confined the only namespace whose Secrets and ConfigMaps these pods can read; null: they can read all
     */
    Optional<XBackendVerdict> of(ObjectName name, @Nullable String confined) {
        var verdict = of(name);
        return confined == null ? verdict : verdict.map(it -> confined(it, name, confined));
    }

    private XBackendVerdict confined(XBackendVerdict verdict, ObjectName name, String confined) {
        var object = Objects.requireNonNull(byName.get(name));
        return verdict instanceof XBackendVerdict.Usable && object.definition() instanceof Definition.Spec spec
                ? tls.outOfReach(object, spec.tls(), confined)
                        .<XBackendVerdict>map(refused -> new XBackendVerdict.Refused(refused.conditions()))
                        .orElse(verdict)
                : verdict;
    }

    /** It is asked for by its name, so that the verdict ends when it changes. */
    private Optional<XBackendVerdict> of(ObjectName name) {
        return byName.get(name) == null
                ? Optional.empty()
                : Optional.of(verdicts.of(name, reading, () -> judge(Objects.requireNonNull(byName.get(name)))));
    }

    private XBackendVerdict judge(XBackend object) {
        return switch (object.definition()) {
            case Definition.Unread(var why) ->
                refused(XBackendConditions.invalid(why.field(), why.cause(), why.remedy()));
            case Definition.Spec spec -> judge(object, spec);
        };
    }

    private XBackendVerdict judge(XBackend object, Definition.Spec spec) {
        var port = spec.port();
        if (port == null) {
            return refused(XBackendConditions.invalid("spec.port.number", "missing", "add it"));
        }
        var session = session(spec.session());
        var fault = destination(spec.destination())
                .or(() -> protocol(spec.protocol(), spec.tls().mode()))
                .or(() -> session(spec.destination(), session));
        if (fault.isPresent()) {
            return refused(fault.get());
        }
        return switch (tls.read(object, spec.tls())) {
            case XBackendTls.Verdict.Refused(var conditions) -> new XBackendVerdict.Refused(conditions);
            case XBackendTls.Verdict.Usable(var read, var resolvedRefs) ->
                new XBackendVerdict.Usable(
                        spec.destination(),
                        port,
                        spec.protocol(),
                        read,
                        session instanceof SessionVerdict.Usable(var usable) ? usable : null,
                        Stream.concat(Stream.of(XBackendConditions.accepted()), Stream.ofNullable(resolvedRefs))
                                .toList());
        };
    }

    private Optional<Condition> destination(Destination destination) {
        return switch (destination) {
            case Destination.EndpointSelector(var labels) ->
                labels.isEmpty()
                        ? Optional.of(XBackendConditions.invalid(
                                "spec.endpointSelector.matchLabels", "empty", "add a label that the pods have"))
                        : Optional.empty();
            case Destination.ExternalHostname(var hostname) -> hostname(hostname);
            case Destination.Unknown(var type) ->
                Optional.of(XBackendConditions.invalid(
                        "spec.type", type + " is not supported", "use EndpointSelector or ExternalHostname"));
        };
    }

    private Optional<Condition> hostname(String hostname) {
        if (!hostnames) {
            return Optional.of(XBackendConditions.hostnameNotAllowed());
        }
        return isAddress(hostname) || hostname.endsWith(".cluster.local")
                ? Optional.of(XBackendConditions.invalid(
                        "spec.externalHostname.hostname",
                        hostname + " is an address, or a name of the cluster",
                        "write a DNS name of the outside, or use type EndpointSelector"))
                : Optional.empty();
    }

    /** Resolvers read every name that ends with a number as an address, such as 127.1. Source: WHATWG URL, 3.5. */
    private static boolean isAddress(String hostname) {
        String last = hostname.substring(hostname.lastIndexOf('.') + 1);
        return last.chars().allMatch(it -> it >= '0' && it <= '9') || last.startsWith("0x");
    }

    private static Optional<Condition> protocol(@Nullable String protocol, String mode) {
        if (protocol == null) {
            return Optional.empty();
        }
        if (!PROTOCOLS.contains(protocol)) {
            return Optional.of(XBackendConditions.protocolNotServed(protocol));
        }
        boolean clear = mode.equals(XBackendTls.NONE);
        return switch (protocol) {
            case "H2C" -> clear ? Optional.empty() : against("H2C is clear text", "use HTTP2, or tls.mode None");
            case "HTTP2", "WSS" ->
                clear ? against(protocol + " is spoken by TLS", "add tls with mode ServerOnly") : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<Condition> against(String cause, String remedy) {
        return Optional.of(XBackendConditions.invalid(PROTOCOL, cause, remedy));
    }

    private static @Nullable SessionVerdict session(@Nullable SessionPersistence asked) {
        return asked == null ? null : SessionReader.read(asked);
    }

    private static Optional<Condition> session(Destination destination, @Nullable SessionVerdict session) {
        if (session != null && !(destination instanceof Destination.EndpointSelector)) {
            return Optional.of(XBackendConditions.invalid(
                    "spec.sessionPersistence", "only for type EndpointSelector", "remove it"));
        }
        return session instanceof SessionVerdict.Unusable(var fault)
                ? Optional.of(XBackendConditions.invalidSession(fault))
                : Optional.empty();
    }

    private static XBackendVerdict refused(Condition accepted) {
        return new XBackendVerdict.Refused(List.of(accepted));
    }
}
