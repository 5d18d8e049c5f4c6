package dev.sluice.store;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveRedisOperations;
import org.springframework.data.redis.core.ReactiveRedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializationContext;
import org.springframework.data.redis.serializer.RedisSerializer;

/**
 * Connections for sessions only, to the Redis that the application has configured. Commands fail at once while there is
 * no connection, and after a second otherwise, which is not what an application wants for commands of its own.
 */
final class RedisConnections implements AutoCloseable {

    /** For connecting, and for commands that no request waits for. */
    static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(1);

    /** Commands without an answer yet; further ones fail. */
    private static final int MOST_COMMANDS = 20_000;

    private static final int THREADS = 2;
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    /** For the end of an attempt to connect that runs while its loops are closed; Netty would log it as an error. */
    private static final Duration QUIET = Duration.ofMillis(100);

    private static final Duration KEEP_ALIVE = Duration.ofSeconds(5);

    private final ClientResources resources;
    private final LettuceConnectionFactory factory;

    private RedisConnections(ClientResources resources, LettuceConnectionFactory factory) {
        this.resources = resources;
        this.factory = factory;
    }

    /** Opens nothing yet. */
    static RedisConnections to(LettuceConnectionFactory application) {
        ClientResources resources = DefaultClientResources.builder()
                .ioThreadPoolSize(THREADS)
                .computationThreadPoolSize(THREADS)
                .reconnectDelay(Delay.exponential(SHORTEST_PAUSE, LONGEST_PAUSE, 2, TimeUnit.MILLISECONDS))
                .build();
        var client = new StoreClientConfiguration(
                application.getClientConfiguration(),
                options(application.getClientConfiguration().getClientOptions().orElseGet(ClientOptions::create)),
                resources,
                COMMAND_TIMEOUT);
        var factory = new LettuceConnectionFactory(configuration(application), client);
        factory.afterPropertiesSet();
        factory.start();
        return new RedisConnections(resources, factory);
    }

    private static RedisConfiguration configuration(LettuceConnectionFactory application) {
        return Stream.<RedisConfiguration>of(
                        application.getClusterConfiguration(),
                        application.getSentinelConfiguration(),
                        application.getSocketConfiguration())
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(application::getStandaloneConfiguration);
    }

    private static ClientOptions options(ClientOptions application) {
        SocketOptions socket = application.getSocketOptions();
        Duration connectTimeout = socket.getConnectTimeout();
        return application
                .mutate()
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                // What follows an answer may be another command, which waits for the lock of Spring's factory. To
                // reset, the
                // factory holds it until connections are closed, and only the I/O threads close them.
                .publishOnScheduler(true)
                .requestQueueSize(MOST_COMMANDS)
                .timeoutOptions(TimeoutOptions.enabled(COMMAND_TIMEOUT))
                .socketOptions(socket.mutate()
                        .connectTimeout(
                                connectTimeout.compareTo(COMMAND_TIMEOUT) < 0 ? connectTimeout : COMMAND_TIMEOUT)
                        .keepAlive(SocketOptions.KeepAliveOptions.builder()
                                .enable()
                                .idle(KEEP_ALIVE)
                                .interval(KEEP_ALIVE)
                                .build())
                        .build())
                .build();
    }

    /** Keys, fields and values as text. */
    ReactiveRedisOperations<String, Object> operations() {
        var plain = new PlainFields();
        return new ReactiveRedisTemplate<>(
                factory,
                RedisSerializationContext.<String, Object>newSerializationContext()
                        .key(RedisSerializer.string())
                        .value(plain)
                        .hashKey(RedisSerializer.string())
                        .hashValue(plain)
                        .build());
    }

    /** Closes what is open; the next command connects. May block. */
    void reset() {
        factory.resetConnection();
    }

    /** May block. */
    @Override
    public void close() {
        factory.destroy();
        resources
                .shutdown(QUIET.toMillis(), COMMAND_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly();
    }
}
