package dev.sluice.autoconfigure;

import dev.sluice.balance.BalanceSettings;
import dev.sluice.edge.RequestLimits;
import dev.sluice.edge.wire.ConnectionTimeouts;
import dev.sluice.hop.ForwardedHeaders;
import dev.sluice.hop.Network;
import dev.sluice.hop.TrustedHeader;
import dev.sluice.listen.ListenSettings;
import dev.sluice.listen.Transport;
import dev.sluice.program.ProgramSettings;
import dev.sluice.route.LaneSetting;
import dev.sluice.tls.TlsLibrary;
import dev.sluice.upstream.UpstreamSettings;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * All that can be set. A value that is out of range ends the start with its name and what was expected.
 *
 * @param lane Which way in requests take: auto chooses the native one for every rule that runs no filter of Spring's;
 *     native allows no other and refuses such rules; webflux sends all of them through Spring WebFlux.
 * @param transport How sockets are read and written: auto takes the first of io_uring, epoll and nio that this machine
 *     has.
 * @param source where objects come from
 * @param status where the status of objects goes
 * @param listen sockets on which requests come in
 * @param upstream connections to backends
 * @param retry requests that are sent once more
 * @param mirror copies of requests for other backends
 * @param accessLog one line for each request
 * @param metrics what is counted
 */
@ConfigurationProperties("sluice")
@Validated
public record SluiceProperties(
        @DefaultValue("auto") LaneSetting lane,
        @DefaultValue("auto") Transport transport,
        @Valid @DefaultValue Source source,
        @Valid @DefaultValue Status status,
        @Valid @DefaultValue Listen listen,
        @Valid @DefaultValue Upstream upstream,
        @Valid @DefaultValue Retry retry,
        @Valid @DefaultValue Mirror mirror,
        @Valid @DefaultValue AccessLog accessLog,
        @Valid @DefaultValue Metrics metrics) {

    /**
     * Where objects come from.
     *
     * @param folders Files, or folders that are read with all below them: Gateway API resources as YAML. Without any,
     *     and without a ResourceSource bean, Sluice does nothing.
     * @param debounce How long a folder must be quiet before it is read again after a change.
     */
    public record Source(
            @DefaultValue List<Path> folders,
            @DefaultValue("50ms") @DurationMin(millis = 1) Duration debounce) {}

    /**
     * Where the status of objects goes.
     *
     * @param folder Folder into which the status of every object is written, one YAML file each. Must not be inside a
     *     source folder. Without it, the actuator alone shows the status.
     */
    public record Status(@Nullable Path folder) {}

    /**
     * Sockets on which requests come in.
     *
     * @param address IP address on which Gateways without spec.addresses listen; 0.0.0.0 for all.
     * @param privilegedPortOffset Ports below 1024 are bound at port plus this, so that no privileges are needed; 0
     *     binds them as they are.
     * @param h2c Whether HTTP Listeners also speak HTTP/2 by prior knowledge.
     * @param tlsLibrary What does the TLS of HTTPS Listeners: auto takes boringssl where this machine has it, else jdk.
     * @param idleTimeout How long a connection may be without a running request before it is closed.
     * @param headerTimeout How long the head of a request may take from its first byte, and the first one from the start
     *     of its connection; then 408.
     * @param bodyTimeout How long the gateway waits for the next 256 bytes of a request body; then 408.
     * @param writeTimeout How long a client may take less than 256 bytes a second of a response before its connection is
     *     closed, or, over HTTP/2, none before its stream is.
     * @param maxConnectionAge How long a connection takes new requests; up to a tenth less, so that not all end at once.
     * @param handshakeTimeout How long a TLS handshake may take.
     * @param quietTimeout How long a draining socket waits for the next request of a connection that has none running,
     *     to announce the close with its answer.
     * @param drainTimeout How long running requests may take to end when a socket is closed or the gateway stops.
     * @param maxRequestLine Longest request line; a longer one is answered 414.
     * @param maxHeaders Largest sum of request headers; larger ones are answered 431.
     * @param maxHeaderCount Most header lines of a request; more are answered 431.
     * @param maxBody Largest request body; a larger one is answered 413. Without it, bodies have no limit.
     * @param maxStreams Streams that may run at one time on an HTTP/2 connection.
     * @param trustedNetworks Networks of the proxies before the gateway, such as 10.0.0.0/8; what their requests say of
     *     the client is believed and handed on. From others it is replaced.
     * @param trustedHeader In which header those proxies name the client: x-forwarded-for or forwarded. The other is
     *     not believed, for they may hand it on as a client wrote it.
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
            @DefaultValue("1h") @DurationMin(millis = 1) Duration maxConnectionAge,
            @DefaultValue("10s") @DurationMin(millis = 1) Duration handshakeTimeout,
            @DefaultValue("1s") @DurationMin(millis = 0) Duration quietTimeout,
            @DefaultValue("30s") @DurationMin(millis = 0) Duration drainTimeout,
            @DefaultValue("8KB") DataSize maxRequestLine,
            @DefaultValue("8KB") DataSize maxHeaders,
            @DefaultValue("100") @Min(1) int maxHeaderCount,
            @Nullable DataSize maxBody,
            @DefaultValue("100") @Min(1) int maxStreams,
            @DefaultValue List<Network> trustedNetworks,
            @DefaultValue("x-forwarded-for") TrustedHeader trustedHeader) {

        ForwardedHeaders forwarded() {
            return new ForwardedHeaders(trustedNetworks, trustedHeader);
        }

        ListenSettings settings() {
            return new ListenSettings(
                    h2c,
                    maxStreams,
                    tlsLibrary,
                    new ListenSettings.Timeouts(handshakeTimeout, quietTimeout, drainTimeout),
                    new ConnectionTimeouts(idleTimeout, headerTimeout, bodyTimeout, writeTimeout, maxConnectionAge),
                    new RequestLimits(
                            bytes(maxRequestLine),
                            bytes(maxHeaders),
                            maxHeaderCount,
                            maxBody == null ? Long.MAX_VALUE : maxBody.toBytes()));
        }

        private static int bytes(DataSize size) {
            return Math.toIntExact(size.toBytes());
        }
    }

    /**
     * Connections to backends. Every endpoint of every backend has a pool with these limits.
     *
     * @param maxConnections Connections to one endpoint at one time.
     * @param maxPending Requests that may wait for a connection to one backend; the next is answered 503.
     * @param pendingTimeout How long a request waits for a connection before it is answered 503.
     * @param connectTimeout How long connecting may take before a request is answered 502.
     * @param maxIdleTime How long an unused connection is kept; best below the keep-alive time of the backends.
     * @param maxLifeTime How long a connection is used, so that a changed DNS name is followed.
     * @param responseTimeout From the end of a request to the head of its response, then 504, where its rule says nothing
     *     about timeouts; 0 for no limit.
     * @param drainDelay How long unused connections to a removed endpoint are kept, for its return.
     * @param replayLimit How much of a request's body is kept for another try; a longer one is sent again only while
     *     nothing was read of it.
     * @param tunnelIdle How long an upgraded connection, such as a WebSocket, may be without a byte before it is closed.
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

        UpstreamSettings settings() {
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
                    BalanceSettings.DEFAULTS);
        }
    }

    /**
     * Requests that are sent once more because their rule says so.
     *
     * @param backoff Least time before the first retry where a rule does not say; it doubles with each further one, up
     *     to ten times.
     * @param percent How many in a hundred of the running requests of one backendRef may be retrying at one time.
     * @param minimum How many of them may be retrying in any case.
     */
    public record Retry(
            @DefaultValue("25ms") @DurationMin(millis = 0) Duration backoff,
            @DefaultValue("20") @Min(0) @Max(100) int percent,
            @DefaultValue("10") @Min(0) int minimum) {}

    /**
     * Copies of requests for other backends.
     *
     * @param buffer How much of a request's body may wait for one mirror; a slower mirror does not get the request.
     * @param timeout How long a mirrored request may take, its response included.
     */
    public record Mirror(
            @DefaultValue("64KB") DataSize buffer,
            @DefaultValue("30s") @DurationMin(millis = 1) Duration timeout) {}

    ProgramSettings programs() {
        return new ProgramSettings(
                Math.toIntExact(upstream.replayLimit().toBytes()),
                retry.backoff(),
                retry.percent(),
                retry.minimum(),
                Math.toIntExact(mirror.buffer().toBytes()),
                mirror.timeout());
    }

    /**
     * One line of JSON for each request, on the logger sluice.access.
     *
     * @param enabled Whether the lines are written.
     * @param queue Lines that may wait to be written; what comes when it is full is dropped and counted.
     */
    public record AccessLog(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("8192") @Min(1) int queue) {}

    /**
     * What is counted.
     *
     * @param maxSeries Time series that requests may make; further routes are counted together as _other.
     */
    public record Metrics(@DefaultValue("2000") @Min(200) int maxSeries) {}
}
