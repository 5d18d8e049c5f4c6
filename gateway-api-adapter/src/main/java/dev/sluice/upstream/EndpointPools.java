package dev.sluice.upstream;

import dev.sluice.config.backend.Endpoint;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.resolver.AddressResolverGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClient.RequestSender;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.transport.AddressUtils;

/** Makes pools that share event loops and one resolver, and nothing with the rest of the application. */
final class EndpointPools implements AutoCloseable {

    /** Octets of a response's headers; reactor-netty allows 8 KiB, which large cookies exceed. */
    private static final int MAX_HEADER_SIZE = 64 * 1024;

    private final UpstreamSettings settings;
    private final LoopResources loops;
    private final AddressResolverGroup<?> resolver;

    EndpointPools(UpstreamSettings settings, LoopResources loops) {
        this.settings = settings;
        this.loops = loops;
        this.resolver = resolver(loops);
    }

    /** Opens no connection yet. */
    EndpointPool open(Endpoint endpoint) {
        ConnectionProvider connections = ConnectionProvider.builder("sluice " + endpoint)
                .maxConnections(settings.maxConnections())
                .pendingAcquireMaxCount(settings.maxPending())
                .pendingAcquireTimeout(settings.pendingTimeout())
                .maxIdleTime(settings.maxIdleTime())
                .maxLifeTime(settings.maxLifeTime())
                .evictInBackground(settings.maxIdleTime())
                .lifo()
                .build();
        return new EndpointPool(
                endpoint,
                connections,
                sender(endpoint, connections),
                sender(endpoint, ConnectionProvider.newConnection()));
    }

    @Override
    public void close() {
        resolver.close();
    }

    /** Its method and target are replaced when the head is written, so that no configuration is copied for them. */
    private RequestSender sender(Endpoint endpoint, ConnectionProvider connections) {
        InetSocketAddress address = AddressUtils.createUnresolved(endpoint.host(), endpoint.port());
        Duration responseTimeout = settings.responseTimeout();
        return HttpClient.create(connections)
                .runOn(loops)
                .resolver(resolver)
                .remoteAddress(() -> address)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        settings.connectTimeout().toMillis())
                .httpResponseDecoder(decoder -> decoder.maxHeaderSize(MAX_HEADER_SIZE))
                // What may be sent again is decided by Attempt.
                .disableRetry(true)
                .doOnChannelInit((observer, channel, remote) -> ConnectionHandler.install(channel, responseTimeout))
                .request(HttpMethod.GET)
                .uri("/");
    }

    /**
     * Netty's own resolver, which does not block. Names are asked for again after 5 s at the latest, as a container
     * engine gives them lives of minutes; their addresses take turns.
     */
    private static AddressResolverGroup<?> resolver(LoopResources loops) {
        AddressResolverGroup<?> made = HttpClient.newConnection()
                .runOn(loops)
                .resolver(names -> names.cacheMaxTimeToLive(Duration.ofSeconds(5))
                        .cacheNegativeTimeToLive(Duration.ofSeconds(1))
                        .roundRobinSelection(true))
                .configuration()
                .resolver();
        return Objects.requireNonNull(made);
    }
}
