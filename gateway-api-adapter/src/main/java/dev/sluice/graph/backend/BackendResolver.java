package dev.sluice.graph.backend;

import dev.sluice.condition.BackendFault;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.BackendId.Use;
import dev.sluice.config.backend.BackendTls;
import dev.sluice.graph.grant.Grants;
import dev.sluice.graph.reading.Memo;
import dev.sluice.graph.reading.Reading;
import dev.sluice.resource.BackendName;
import dev.sluice.resource.BackendObjectReference;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Policy;
import dev.sluice.resource.Service;
import dev.sluice.resource.ServiceImport;
import dev.sluice.resource.XBackend;
import dev.sluice.text.LogLine;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follows backendRefs, and those of mirrors, to Services, ServiceImports and XBackends. Source: BackendObjectReference.
 */
public final class BackendResolver {

    private final Map<ObjectName, Service> services;
    private final Map<ObjectName, ServiceImport> imports;
    private final Reading reading;
    private final BackendTlsPolicies policies;
    private final XBackends xBackends;
    private final Grants grants;
    private final Use ofTlsRoutes;
    private final boolean absoluteNames;
    private final ServiceEndpoints endpoints;
    private final @Nullable String confined;
    private final Memo<Asked, BackendVerdict> verdicts;

    /** What a verdict was asked for. */
    private record Asked(BackendId id, @Nullable String confined) {}

    /**
     * A resolver for one graph, used by one thread; it looks at each port of a backend once.
     *
     * @param policies how ports are reached by TLS
     * @param xBackends what those are
     * @param serviceNamesByDns whether a Service without EndpointSlices is reached by its name
     * @param externalNames whether a Service may lead to another name
     */
    public BackendResolver(
            Reading reading,
            Grants grants,
            BackendTlsPolicies policies,
            XBackends xBackends,
            boolean serviceNamesByDns,
            ExternalNames externalNames) {
        this.reading = reading;
        this.services = reading.byName(Kinds.SERVICE);
        this.imports = reading.byName(Kinds.SERVICE_IMPORT);
        this.policies = policies;
        this.xBackends = xBackends;
        this.absoluteNames = !serviceNamesByDns;
        this.grants = grants;
        this.ofTlsRoutes = Use.STREAM;
        this.endpoints = new ServiceEndpoints(reading.endpointSlices(), serviceNamesByDns, externalNames);
        this.confined = null;
        this.verdicts = new Memo<>();
    }

    private BackendResolver(BackendResolver other, Grants grants, Use ofTlsRoutes, @Nullable String confined) {
        this.reading = other.reading;
        this.services = other.services;
        this.imports = other.imports;
        this.policies = other.policies;
        this.xBackends = other.xBackends;
        this.absoluteNames = other.absoluteNames;
        this.grants = grants;
        this.ofTlsRoutes = ofTlsRoutes;
        this.endpoints = other.endpoints;
        this.confined = confined;
        this.verdicts = other.verdicts;
    }

    /** The same for routes as the mesh serves them, which ends no TLS. */
    public BackendResolver inMesh() {
        return new BackendResolver(this, grants.inMesh(), Use.PASSTHROUGH, confined);
    }

    /** The same for TLSRoutes at Listeners that do not end TLS. */
    public BackendResolver passingThrough() {
        return new BackendResolver(this, grants, Use.PASSTHROUGH, confined);
    }

    /**
     * The same for pods that cannot read all Secrets and ConfigMaps.
     *
     * @param namespace the only one whose they can read; null: all
     */
    public BackendResolver confinedTo(@Nullable String namespace) {
        return new BackendResolver(this, grants, ofTlsRoutes, namespace);
    }

    /**
     * Follows one reference. Whether it is permitted is judged before whether its object exists, so that a refusal
     * tells nothing about other namespaces.
     *
     * @param referrer the route
     */
    public BackendVerdict resolve(Grants.Referrer referrer, BackendObjectReference ref) {
        return resolve(referrer, ref, use(referrer));
    }

    /**
     * The same for what answers gRPC calls of ours, whatever the route is for.
     *
     * @param referrer the route
     */
    public BackendVerdict resolveGrpc(Grants.Referrer referrer, BackendObjectReference ref) {
        return resolve(referrer, ref, Use.GRPC);
    }

    /**
     * The same for what is sent in this way.
     *
     * @param referrer the route, or the policy
     */
    public BackendVerdict resolve(Grants.Referrer referrer, BackendObjectReference ref, Use use) {
        return switch (reach(referrer, ref)) {
            case Reach.No(var fault) -> unresolved(fault);
            case Reach.Yes(var name, int port) -> asToldTo(referrer, name, port, resolve(id(name, port, use), name));
            case Reach.XBackend(var name) ->
                switch (usable(name)) {
                    case XReach.No(var fault) -> unresolved(fault);
                    case XReach.Yes(var usable) -> resolve(name, usable, use);
                };
        };
    }

    /** Where no grant was needed, the owner of the namespace has not agreed that others read of its policies. */
    private BackendVerdict asToldTo(Grants.Referrer referrer, BackendName backend, int port, BackendVerdict verdict) {
        var kind = backend.kind();
        var name = backend.name();
        var target = new Grants.Target(kind.group(), kind.word(), name.namespace(), name.name());
        return verdict instanceof BackendVerdict.Unresolved(var fault)
                        && fault.isOfPolicy()
                        && !grants.areGiven(referrer, target)
                ? unresolved(BackendFault.tlsPolicyOfOthers(backend.toString(), port))
                : verdict;
    }

    /** Whether a reference may be followed. */
    private sealed interface Reach {

        record Yes(BackendName backend, int port) implements Reach {}

        record XBackend(ObjectName name) implements Reach {}

        record No(BackendFault fault) implements Reach {}
    }

    private Reach reach(Grants.Referrer referrer, BackendObjectReference ref) {
        var kind = Kinds.BACKENDS.stream()
                .filter(known -> known.isNamedBy(ref.group(), ref.kind()))
                .findFirst();
        if (kind.isEmpty()) {
            return new Reach.No(BackendFault.invalidKind(
                    ref.group().isEmpty() ? ref.kind() : ref.kind() + "." + ref.group(), ref.name()));
        }
        var name = ref.nameFrom(referrer.namespace());
        var target = new Grants.Target(ref.group(), ref.kind(), name.namespace(), name.name());
        if (!grants.permits(referrer, target)) {
            return new Reach.No(
                    BackendFault.notPermitted(ref.kind() + " " + name, referrer.kind(), referrer.namespace()));
        }
        var port = ref.port();
        if (kind.get().equals(Kinds.X_BACKEND)) {
            return port == null ? new Reach.XBackend(name) : new Reach.No(BackendFault.portOfXBackend(name.toString()));
        }
        var backend = new BackendName(kind.get(), name);
        return port == null ? new Reach.No(BackendFault.portMissing(backend.toString())) : new Reach.Yes(backend, port);
    }

    private Use use(Grants.Referrer referrer) {
        return switch (referrer.kind()) {
            case "HTTPRoute" -> Use.HTTP;
            case "GRPCRoute" -> Use.GRPC;
            case "TLSRoute" -> ofTlsRoutes;
            case "TCPRoute" -> Use.STREAM;
            case "UDPRoute" -> Use.DATAGRAM;
            default -> throw new IllegalArgumentException(referrer.kind());
        };
    }

    private static BackendId id(BackendName backend, int port, Use use) {
        var name = backend.name();
        var kind = backend.kind().equals(Kinds.SERVICE) ? null : backend.kind().word();
        return new BackendId(name.namespace(), name.name(), port, use, kind, null);
    }

    private BackendVerdict resolve(BackendId id, BackendName name) {
        return verdicts.of(new Asked(id, confined), reading, () -> find(id, name));
    }

    private BackendVerdict find(BackendId id, BackendName name) {
        return switch (find(name, id.port(), transport(id.use()))) {
            case Found.No(var fault) -> unresolved(fault);
            case Found.Yes(var backend, var port) -> resolve(id, backend, port);
        };
    }

    /** Whether an XBackend can be used. */
    private sealed interface XReach {

        record Yes(XBackendVerdict.Usable xBackend) implements XReach {}

        record No(BackendFault fault) implements XReach {}
    }

    private XReach usable(ObjectName name) {
        return switch (xBackends.of(name, confined).orElse(null)) {
            case null -> new XReach.No(BackendFault.notFound(Kinds.X_BACKEND + " " + name));
            case XBackendVerdict.Usable usable -> new XReach.Yes(usable);
            case XBackendVerdict.Refused refused ->
                new XReach.No(BackendFault.xBackendNotAccepted(
                        name.toString(), refused.conditions().getFirst().message()));
        };
    }

    private BackendVerdict resolve(ObjectName name, XBackendVerdict.Usable usable, Use use) {
        var spoken = XBackendProtocols.protocol(use, usable.protocol());
        if (spoken.isEmpty()) {
            return unresolved(BackendFault.protocolOfXBackend(
                    name.toString(), String.valueOf(usable.protocol()), XBackendProtocols.needed(use)));
        }
        var tls = canBeWrapped(use) ? usable.tls() : null;
        var id = new BackendId(name.namespace(), name.name(), usable.port(), use, Kinds.X_BACKEND.word(), null);
        return verdicts.of(new Asked(id, null), reading, () -> {
            var found = behind(name, usable);
            return new BackendVerdict.Resolved(
                    new Backend(id, spoken.get(), tls, found.ready(), found.terminating()), usable.session());
        });
    }

    /**
     * In a cluster a host name is absolute: one that the domains of the pod's search list complete would be a Service
     * of any namespace. Source: GEP-4894, Cross-Namespace Service Access.
     */
    private ServiceEndpoints.Found behind(ObjectName name, XBackendVerdict.Usable usable) {
        return switch (usable.destination()) {
            case XBackend.Destination.EndpointSelector(var labels) ->
                PodEndpoints.of(reading, name.namespace(), labels, usable.port());
            case XBackend.Destination.ExternalHostname(var hostname) ->
                ServiceEndpoints.Found.named(absoluteNames ? hostname + "." : hostname, usable.port());
            case XBackend.Destination.Unknown(var type) -> throw new IllegalArgumentException(type);
        };
    }

    /** What there is under a name and a port. */
    private sealed interface Found {

        record Yes(PortedBackend backend, Service.Port port) implements Found {}

        record No(BackendFault fault) implements Found {}
    }

    private Found find(BackendName name, int port, String transport) {
        var backend = ported(name);
        if (backend.isEmpty()) {
            return new Found.No(BackendFault.notFound(name.toString()));
        }
        if (endpoints.refuses(backend.get())) {
            return new Found.No(BackendFault.externalName(name.toString()));
        }
        return port(backend.get(), port, transport)
                .<Found>map(it -> new Found.Yes(backend.get(), it))
                .orElseGet(() -> new Found.No(BackendFault.portNotFound(name.toString(), port)));
    }

    private Optional<PortedBackend> ported(BackendName name) {
        return name.kind().equals(Kinds.SERVICE)
                ? Optional.ofNullable(services.get(name.name())).map(PortedBackend::of)
                : Optional.ofNullable(imports.get(name.name())).map(PortedBackend::of);
    }

    private BackendVerdict resolve(BackendId id, PortedBackend backend, Service.Port port) {
        if (!port.protocol().equals(transport(id.use()))) {
            return unresolved(BackendFault.otherTransport(
                    backend.name().toString(), id.port(), port.protocol(), needed(id.use())));
        }
        var policy = canBeWrapped(id.use()) ? policies.of(backend, port) : Optional.<Policy>empty();
        if (policy.isEmpty()) {
            return resolve(id, backend, port, null);
        }
        return switch (policies.verdict(policy.get(), confined)) {
            case TlsVerdict.Usable usable -> resolve(id, backend, port, usable.tls());
            case TlsVerdict.Refused refused ->
                unresolved(BackendFault.tlsPolicy(
                        backend.name().toString(),
                        id.port(),
                        policy.get().name().toString(),
                        refused.accepted().message()));
        };
    }

    private BackendVerdict resolve(BackendId id, PortedBackend backend, Service.Port port, @Nullable BackendTls tls) {
        var spoken = AppProtocols.protocol(id.use(), port.appProtocol(), tls != null);
        if (spoken.isEmpty()) {
            return unresolved(BackendFault.unsupportedProtocol(
                    backend.name().toString(), id.port(), String.valueOf(port.appProtocol())));
        }
        return switch (ProxyProtocols.of(id.use(), backend)) {
            case ProxyProtocols.Wish.Unknown(String word) ->
                unresolved(BackendFault.proxyProtocol(
                        backend.name().toString(), ProxyProtocols.ANNOTATION, LogLine.of(word)));
            case ProxyProtocols.Wish.Known(var proxyProtocol) -> {
                var found = endpoints.of(backend, port);
                yield new BackendVerdict.Resolved(
                        new Backend(id, spoken.get(), tls, proxyProtocol, found.ready(), found.terminating()), null);
            }
        };
    }

    /**
     * An ExternalName Service may leave out its ports: every port of the name is meant. A number that is there for TCP
     * and for UDP means what the route needs.
     */
    private static Optional<Service.Port> port(PortedBackend backend, int port, String transport) {
        if (backend.externalName() != null && backend.ports().isEmpty()) {
            return Optional.of(new Service.Port("", port, transport, Integer.toString(port), null));
        }
        return backend.ports().stream()
                .filter(candidate -> candidate.port() == port)
                .min(Comparator.comparing(candidate -> !candidate.protocol().equals(transport)));
    }

    /** As ServicePort.protocol has it. */
    private static String transport(Use use) {
        return switch (use) {
            case HTTP, GRPC, STREAM, PASSTHROUGH -> "TCP";
            case DATAGRAM -> "UDP";
        };
    }

    private static String needed(Use use) {
        return switch (use) {
            case HTTP -> "an HTTPRoute needs a port of protocol TCP";
            case GRPC -> "a GRPCRoute needs a port of protocol TCP";
            case STREAM, PASSTHROUGH -> "a TCPRoute or TLSRoute needs a port of protocol TCP";
            case DATAGRAM -> "a UDPRoute needs a port of protocol UDP";
        };
    }

    /** Whether what is sent can be put into TLS of ours, so that policies and XBackends may ask for that. */
    private static boolean canBeWrapped(Use use) {
        return switch (use) {
            case HTTP, GRPC, STREAM -> true;
            case PASSTHROUGH, DATAGRAM -> false;
        };
    }

    private static BackendVerdict unresolved(BackendFault fault) {
        return new BackendVerdict.Unresolved(fault);
    }
}
