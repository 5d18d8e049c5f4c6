package dev.sluice.autoconfigure;

import dev.sluice.balance.BalanceSettings;
import dev.sluice.config.mesh.FailureMode;
import dev.sluice.edge.RequestLimits;
import dev.sluice.edge.wire.ConnectionTimeouts;
import dev.sluice.graph.GraphSettings;
import dev.sluice.hop.ClientCertificateHeader;
import dev.sluice.hop.ForwardedHeaders;
import dev.sluice.hop.Network;
import dev.sluice.hop.TrustedHeader;
import dev.sluice.listen.ListenSettings;
import dev.sluice.listen.Transport;
import dev.sluice.mesh.AgentPorts;
import dev.sluice.observe.AccessLogFormat;
import dev.sluice.program.ProgramSettings;
import dev.sluice.resource.ObjectName;
import dev.sluice.route.LaneSetting;
import dev.sluice.route.WebFilterUse;
import dev.sluice.tls.TlsLibrary;
import dev.sluice.trace.ClientSampling;
import dev.sluice.upstream.UpstreamSettings;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * All that can be set. A value that is out of range ends the start with its name and what was expected.
 *
 * @param controllerName GatewayClasses whose spec.controllerName is this are served. Two installations in one cluster
 *     need two.
 * @param role Which part of the work this process does in a cluster: controller writes status, Services and
 *     EndpointSlices and opens no sockets; proxy opens sockets and writes nothing; all does both. mesh is a node agent:
 *     it serves what pods of its node send to Services that have routes, and no Gateway.
 * @param lane How requests are processed: auto uses the native lane for every rule without Spring filters and Spring
 *     WebFlux for the others; native refuses rules with Spring filters; webflux sends all requests through Spring
 *     WebFlux.
 * @param transport Socket I/O: auto takes the first of io_uring, epoll and nio that this machine supports.
 * @param source where objects come from
 * @param status where the status of objects goes
 * @param listen sockets on which requests come in
 * @param upstream connections to backends
 * @param retry requests that are sent again
 * @param mirror copies of requests for other backends
 * @param externalAuth requests that another server allows or denies
 * @param sessions clients that keep to one endpoint
 * @param mesh routes that are attached to Services
 * @param spring the application that the gateway runs in
 * @param springFilters filters that resources may name
 * @param management who may ask the actuator
 * @param accessLog one line for each request
 * @param metrics what is counted
 * @param tracing spans of requests
 */
@ConfigurationProperties("sluice")
@Validated
public record SluiceProperties(
        @DefaultValue(GraphSettings.CONTROLLER_NAME)
        @Pattern(regexp = CONTROLLER_NAME, message = "must be a domain and a path, such as example.com/edge")
        String controllerName,

        @DefaultValue("all") Role role,
        @DefaultValue("auto") LaneSetting lane,
        @DefaultValue("auto") Transport transport,
        @Valid @DefaultValue Source source,
        @Valid @DefaultValue Status status,
        @Valid @DefaultValue Listen listen,
        @Valid @DefaultValue Upstream upstream,
        @Valid @DefaultValue Retry retry,
        @Valid @DefaultValue Mirror mirror,
        @Valid @DefaultValue ExternalAuth externalAuth,
        @Valid @DefaultValue Sessions sessions,
        @Valid @DefaultValue Mesh mesh,
        @Valid @DefaultValue Spring spring,
        @Valid @DefaultValue SpringFilters springFilters,
        @Valid @DefaultValue Management management,
        @Valid @DefaultValue AccessLog accessLog,
        @Valid @DefaultValue Metrics metrics,
        @Valid @DefaultValue Tracing tracing) {

    /** Source: Gateway API GatewayController. */
    private static final String CONTROLLER_NAME =
            "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";

    /**
     * Routes that are attached to Services. Only in a cluster.
     *
     * @param enabled Whether routes whose parent is a Service are served by node agents, and so have a status. In a
     *     node agent they always are.
     * @param port TCP port of a node, below the range that the system gives to connections, to which the agent has the
     *     traffic of pods steered. An agent that starts while another one is there takes the first that is free of this
     *     port and those 2 and 4 above it.
     * @param managementPort Port of the node that leads to the actuator of its newest agent. Each agent has a port of
     *     its own for it, the first that is free of those 2, 4 and 6 above this one. Without it agents cannot overlap,
     *     for management.server.port is the same for all.
     * @param processFile File in which the agent writes its process, and address and port of its own actuator, for a
     *     probe that must not ask another agent of the node. In a directory that exists.
     * @param failureMode What happens to traffic for a Service with routes while the agent of the node is away: open
     *     lets it through to the plain Service, closed refuses it. The annotation sluice.dev/mesh-failure-mode of a
     *     Service says otherwise.
     * @param agentsService Service of the agents, as namespace and name, by which controller and agents know on which
     *     nodes routes are served.
     * @param node Name of the node of this agent.
     * @param nodeAddresses IP addresses of that node; of each family the first is what traffic is steered to. Not of
     *     loopback.
     * @param closedFile File on the node in which the agent keeps the rules of closed Services, for the node to load
     *     when it boots. Its directory must exist. Without it, what is closed is open after a reboot until the agent
     *     serves.
     */
    public record Mesh(
            @DefaultValue("false") boolean enabled,

            @DefaultValue("15006") @Min(1) @Max(AgentPorts.HIGHEST_FIRST)
            int port,

            @Nullable @Min(1) @Max(AgentPorts.HIGHEST_FIRST - 2)
            Integer managementPort,

            @Nullable Path processFile,
            @DefaultValue("open") FailureMode failureMode,

            @Nullable
            @Pattern(regexp = "[^/]+/[^/]+", message = "must be a namespace and a name, such as sluice/sluice-mesh")
            String agentsService,

            @Nullable String node,
            @DefaultValue List<String> nodeAddresses,
            @Nullable Path closedFile) {

        /** The Service of the agents; null where none is given. */
        @Nullable
        ObjectName agents() {
            if (agentsService == null) {
                return null;
            }
            var name = agentsService.split("/", 2);
            return new ObjectName(name[0], name[1]);
        }
    }

    /**
     * Where objects come from.
     *
     * @param folders Files, and folders with their subfolders, that hold Gateway API resources as YAML. Without any,
     *     and without a ResourceSource bean, Sluice does nothing.
     * @param debounce How long a folder must be unchanged before it is read again after a change.
     * @param maxDebounce How long that is waited for at most, as while a checkout is in progress. As long is waited for
     *     the second file when a certificate and its key are files of their own and only one of them has changed.
     * @param pollInterval How often folders are looked at where the system does not report all changes, as on NFS.
     *     Other folders are looked at when a change is reported, and every 5 seconds.
     */
    public record Source(
            @DefaultValue List<Path> folders,
            @DefaultValue("50ms") @DurationMin(millis = 1) Duration debounce,
            @DefaultValue("10s") @DurationMin(millis = 1) Duration maxDebounce,
            @DefaultValue("300ms") @DurationMin(millis = 1) Duration pollInterval) {}

    /**
     * Where the status of objects goes.
     *
     * @param folder Folder into which the status of every object is written, one YAML file each. Must not be inside a
     *     source folder. Without it, only the actuator shows the status.
     */
    public record Status(@Nullable Path folder) {}

    /**
     * Sockets on which requests come in.
     *
     * @param address IP address on which Gateways without spec.addresses listen; 0.0.0.0 for all.
     * @param privilegedPortOffset Added to ports below 1024, so that no privileges are needed; 0 binds them unchanged.
     * @param h2c Whether HTTP Listeners also speak HTTP/2 by prior knowledge.
     * @param tlsLibrary What does the TLS of HTTPS Listeners and to backends: auto takes boringssl where this machine
     *     has it, else jdk.
     * @param idleTimeout How long a connection may be without an in-flight request before it is closed.
     * @param headerTimeout How long the head of a request may take from its first byte, and for the first request from
     *     the start of the connection; then 408.
     * @param bodyTimeout How long the next 256 bytes of a request body may take while Sluice is ready to read; then
     *     408.
     * @param writeTimeout How long a client may read less than 256 bytes per second of a response before its connection
     *     is closed; over HTTP/2, before its stream is reset.
     * @param streamIdleTimeout How long nothing may move in either direction while a request body or a response is
     *     under way: a backend that stalls in the middle of a body, or a bidirectional call without messages. Then 504,
     *     or a response that breaks off; 0 for no limit.
     * @param maxConnectionAge How long a connection accepts new requests, minus a random 0-10 %, so that not all end at
     *     the same time.
     * @param tcpIdleTimeout How long nothing may move in either direction on a connection of a TCPRoute or TLSRoute
     *     before it is closed.
     * @param udpIdleTimeout How long nothing may move in either direction in a flow of a UDPRoute before it ends.
     * @param handshakeTimeout How long a TLS handshake may take.
     * @param quietTimeout While draining, how long to keep an idle connection open so that a final response can carry
     *     Connection: close.
     * @param drainTimeout How long in-flight requests may take to finish when a socket is closed or the gateway stops.
     * @param maxRequestLine Maximum length of a request line; a longer one is answered 414.
     * @param maxHeaders Maximum total size of the request headers; larger ones are answered 431.
     * @param maxHeaderCount Maximum number of header lines of a request; more are answered 431.
     * @param maxBody Maximum size of a request body; a larger one is answered 413. Without it, bodies have no limit.
     * @param maxStreams Maximum number of concurrent streams on an HTTP/2 connection.
     * @param maxConnections Maximum number of open client connections; while so many are open, none is accepted. By
     *     default, half of the open files that the process may have.
     * @param maxConnectionsPerSocket The same for each port of each Gateway. Without it, no limit.
     * @param maxFlows Maximum number of concurrent flows of UDPRoutes; while there are so many, datagrams that would
     *     begin another are dropped, unless one is quiet for 2 s and can end for it. By default, a quarter of the open
     *     files that the process may have.
     * @param maxFlowsPerClient The same for each client address, and for each /64 network of IPv6. By default, a
     *     half of max-flows. Best no smaller where a load balancer or node stands for many clients.
     * @param trustedNetworks Networks of the proxies in front of the gateway, such as 10.0.0.0/8. Their forwarding
     *     headers are trusted and forwarded; those of other peers are replaced.
     * @param trustedHeader Which forwarding header of those proxies is trusted. The other one is not, because they may
     *     forward it as the client wrote it.
     * @param proxyProtocol Whether connections from trusted-networks begin with a PROXY protocol header, version 1 or
     *     2, that names the client. A connection from there without one is closed; of others none is expected.
     * @param clientCertificateHeader In which request header backends get the verified certificate of a client: none;
     *     xfcc is X-Forwarded-Client-Cert as Envoy writes it; rfc9440 is Client-Cert and Client-Cert-Chain. These
     *     headers are always removed from what clients send.
     * @param webFilters Whether requests of the data ports run through the WebFilters of the application, Spring
     *     Security's among them, and so through Spring WebFlux: auto applies them where the application has a WebFilter
     *     besides those of Spring that only measure or read forms; apply always does; ignore leaves the Listeners open.
     */
    public record Listen(
            @DefaultValue("0.0.0.0") @NotBlank String address,
            @DefaultValue("8000") @Min(0) @Max(64512) int privilegedPortOffset,
            @DefaultValue("true") boolean h2c,
            @DefaultValue("auto") TlsLibrary tlsLibrary,
            @DefaultValue("60s") @DurationMin(millis = 1) Duration idleTimeout,
            @DefaultValue("10s") @DurationMin(millis = 1) Duration headerTimeout,
            @DefaultValue("30s") @DurationMin(millis = 1) Duration bodyTimeout,
            @DefaultValue("60s") @DurationMin(millis = 1) Duration writeTimeout,
            @DefaultValue("5m") @DurationMin(millis = 0) Duration streamIdleTimeout,
            @DefaultValue("1h") @DurationMin(millis = 1) Duration maxConnectionAge,
            @DefaultValue("1h") @DurationMin(millis = 1) Duration tcpIdleTimeout,
            @DefaultValue("60s") @DurationMin(millis = 1) Duration udpIdleTimeout,
            @DefaultValue("10s") @DurationMin(millis = 1) Duration handshakeTimeout,
            @DefaultValue("1s") @DurationMin(millis = 0) Duration quietTimeout,
            @DefaultValue("30s") @DurationMin(millis = 0) Duration drainTimeout,
            @DefaultValue("8KB") DataSize maxRequestLine,
            @DefaultValue("8KB") DataSize maxHeaders,
            @DefaultValue("100") @Min(1) int maxHeaderCount,
            @Nullable DataSize maxBody,
            @DefaultValue("100") @Min(1) int maxStreams,
            @Nullable @Min(1) Integer maxConnections,
            @Nullable @Min(1) Integer maxConnectionsPerSocket,
            @Nullable @Min(1) Integer maxFlows,
            @Nullable @Min(1) Integer maxFlowsPerClient,
            @DefaultValue List<Network> trustedNetworks,
            @DefaultValue("x-forwarded-for") TrustedHeader trustedHeader,
            @DefaultValue("false") boolean proxyProtocol,
            @DefaultValue("none") ClientCertificateHeader clientCertificateHeader,
            @DefaultValue("auto") WebFilterUse webFilters) {

        ForwardedHeaders forwarded() {
            return new ForwardedHeaders(trustedNetworks, trustedHeader);
        }

        ListenSettings settings() {
            return new ListenSettings(
                    h2c,
                    maxStreams,
                    tlsLibrary,
                    new ListenSettings.Ceilings(
                            maxConnections == null
                                    ? ListenSettings.Ceilings.ofDescriptors().connections()
                                    : maxConnections,
                            maxConnectionsPerSocket),
                    new ListenSettings.Timeouts(handshakeTimeout, quietTimeout, drainTimeout),
                    new ConnectionTimeouts(
                            idleTimeout, headerTimeout, bodyTimeout, writeTimeout, streamIdleTimeout, maxConnectionAge),
                    new ListenSettings.Quiet(tcpIdleTimeout),
                    new RequestLimits(
                            bytes(maxRequestLine),
                            bytes(maxHeaders),
                            maxHeaderCount,
                            maxBody == null ? Long.MAX_VALUE : maxBody.toBytes()),
                    ListenSettings.flows(maxFlows, maxFlowsPerClient, udpIdleTimeout),
                    proxyProtocols());
        }

        /** From where connections begin with a header. Nowhere would be a mistake that nobody sees. */
        private List<Network> proxyProtocols() {
            if (proxyProtocol && trustedNetworks.isEmpty()) {
                throw new InvalidConfigurationPropertyValueException(
                        "sluice.listen.proxy-protocol",
                        true,
                        "no header would be read, for sluice.listen.trusted-networks is empty: name the networks of the"
                                + " proxies in front there");
            }
            return proxyProtocol ? trustedNetworks : List.of();
        }

        private static int bytes(DataSize size) {
            return Math.toIntExact(size.toBytes());
        }
    }

    /**
     * Connections to backends. Every endpoint of every backend has a pool with these limits.
     *
     * @param maxConnections Maximum number of connections to one endpoint.
     * @param maxPending Maximum number of requests that wait for a connection to one backend; further ones are answered
     *     503.
     * @param pendingTimeout How long a request waits for a connection before it is answered 503.
     * @param connectTimeout How long connecting may take before a request is answered 502.
     * @param maxIdleTime How long an idle connection is kept; should be below the keep-alive timeout of the backends.
     * @param maxLifeTime How long a connection is used, so that changes in DNS are picked up.
     * @param responseTimeout How long the response head may take after the end of the request, for rules without
     *     timeouts; then 504. 0 for no limit.
     * @param drainDelay How long idle connections to a removed endpoint are kept, in case it comes back.
     * @param replayLimit How much of a request body is buffered for retries; a request with a longer body is retried
     *     only while none of it has been read.
     * @param tunnelIdle Idle timeout of upgraded connections such as WebSockets.
     */
    public record Upstream(
            @DefaultValue("1024") @Min(1) int maxConnections,
            @DefaultValue("1024") @Min(1) int maxPending,
            @DefaultValue("5s") @DurationMin(millis = 1) Duration pendingTimeout,
            @DefaultValue("5s") @DurationMin(millis = 1) Duration connectTimeout,
            @DefaultValue("30s") @DurationMin(millis = 1) Duration maxIdleTime,
            @DefaultValue("5m") @DurationMin(millis = 1) Duration maxLifeTime,
            @DefaultValue("60s") @DurationMin(millis = 0) Duration responseTimeout,
            @DefaultValue("5s") @DurationMin(millis = 0) Duration drainDelay,
            @DefaultValue("64KB") DataSize replayLimit,
            @DefaultValue("1h") @DurationMin(millis = 1) Duration tunnelIdle) {

        /** @param balance how endpoints are chosen */
        UpstreamSettings settings(BalanceSettings balance) {
            return new UpstreamSettings(
                    maxConnections,
                    maxPending,
                    pendingTimeout,
                    connectTimeout,
                    maxIdleTime,
                    maxLifeTime,
                    responseTimeout,
                    drainDelay,
                    tunnelIdle,
                    balance);
        }
    }

    /**
     * Requests that are sent once more because their rule says so.
     *
     * @param backoff Minimum delay before the first retry, for rules that set none; it doubles with each further retry,
     *     up to ten times this.
     * @param percent Maximum share of the in-flight requests of one backendRef that may be retries, in percent.
     * @param minimum Number of concurrent retries that is always allowed, whatever the share.
     */
    public record Retry(
            @DefaultValue("25ms") @DurationMin(millis = 0) Duration backoff,
            @DefaultValue("20") @Min(0) @Max(100) int percent,
            @DefaultValue("10") @Min(0) int minimum) {}

    /**
     * Copies of requests for other backends.
     *
     * @param buffer How much of a request body is buffered for one mirror; a copy that falls further behind is
     *     abandoned.
     * @param timeout How long a mirrored request may take, including its response.
     */
    public record Mirror(
            @DefaultValue("64KB") DataSize buffer,
            @DefaultValue("30s") @DurationMin(millis = 1) Duration timeout) {}

    /**
     * Requests that another server allows or denies, by the filter ExternalAuth.
     *
     * @param timeout How long that server may take to answer; after that the request is refused.
     */
    public record ExternalAuth(
            @DefaultValue("5s") @DurationMin(millis = 1) Duration timeout) {}

    /**
     * Clients that keep to one endpoint.
     *
     * @param keysFile File with the keys that seal the tokens of sessions: one on each line, 32 bytes in Base64; the
     *     first seals, all of them open. It is read again when it changes. Without it and without a Secret, each
     *     process makes a key of its own.
     * @param keysSecret Name of a Secret with such keys under keys, in the namespace of the pod; the leader makes it
     *     where it is missing. As namespace and name, one of another namespace, which is only read. Only in a cluster;
     *     keys-file takes its place.
     */
    public record Sessions(
            @Nullable Path keysFile,

            @Nullable
            @Pattern(
                    regexp = "([^/]+/)?[^/]+",
                    message = "must be the name of a Secret, or its namespace and name, such as"
                            + " sluice-system/sluice-session-keys")
            String keysSecret) {}

    ProgramSettings programs() {
        return new ProgramSettings(
                Math.toIntExact(upstream.replayLimit().toBytes()),
                retry.backoff(),
                retry.percent(),
                retry.minimum(),
                Math.toIntExact(mirror.buffer().toBytes()),
                mirror.timeout(),
                externalAuth.timeout());
    }

    /**
     * The application that the gateway runs in.
     *
     * @param forwardPaths Paths of the application that a filter may forward requests of the data ports to, such as
     *     /fallback or /fallback/**. Without any, a forward reaches nothing of the application and is answered 404.
     */
    public record Spring(@DefaultValue List<String> forwardPaths) {}

    /**
     * Filters of Spring Cloud Gateway that resources may name.
     *
     * @param allowed Names of filter factories that a SpringFilter may use, such as AddRequestHeader; * for all. By
     *     default all for folders; in a cluster, those that change headers, the path or the query, or answer by
     *     themselves. Factories of the application itself must be listed there.
     */
    public record SpringFilters(@Nullable List<String> allowed) {}

    /**
     * The actuator in a cluster.
     *
     * @param publicEndpoints Actuator endpoints that every peer may use in a cluster, by the first segment of their
     *     paths; * for all. The others answer 404 to peers that are not on the loopback address. Without it, all but
     *     page, sluice, sluicesessions and gateway; the gateway itself sets health and prometheus.
     */
    public record Management(@Nullable List<String> publicEndpoints) {

        private static final List<String> OURS = List.of("page", "sluice", "sluicesessions", "gateway");

        boolean isPublic(String endpoint) {
            return publicEndpoints == null
                    ? !OURS.contains(endpoint)
                    : publicEndpoints.contains("*") || publicEndpoints.contains(endpoint);
        }
    }

    /**
     * One line for each request, connection of a TCPRoute or TLSRoute, and flow of a UDPRoute, on the logger
     * sluice.access.
     *
     * @param enabled Whether the access log is written.
     * @param format json writes all fields; text a short line for people; structured gives the fields to the
     *     application's logging as key-value pairs. By default structured where logging.structured.format.console is
     *     set, else text where standard input and output are a terminal, else json.
     * @param queue Maximum number of lines waiting to be written; when the queue is full, lines are dropped and
     *     counted.
     */
    public record AccessLog(
            @DefaultValue("true") boolean enabled,
            @Nullable AccessLogFormat format,
            @DefaultValue("8192") @Min(1) int queue) {}

    /**
     * What is counted.
     *
     * @param maxSeries Maximum number of time series for requests; further routes are counted together as _other.
     */
    public record Metrics(@DefaultValue("2000") @Min(200) int maxSeries) {}

    /**
     * Spans of requests, where the application exports spans by OpenTelemetry.
     *
     * @param clientSampling Whether the sampled flag of a client's traceparent decides if a request is sampled: ignore
     *     or respect. With ignore, management.tracing.sampling.probability decides for every request. The client's
     *     trace is continued either way.
     */
    public record Tracing(@DefaultValue("ignore") ClientSampling clientSampling) {}
}
