package dev.sluice.store;

import dev.sluice.testkit.RedisServer;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Connections to a Redis of this machine as an application configures them. */
final class LettuceConnections {

    private LettuceConnections() {}

    static LettuceConnectionFactory to(RedisServer server) {
        return to(server.port(), null);
    }

    static LettuceConnectionFactory to(int port, @Nullable String password) {
        var configuration = new RedisStandaloneConfiguration("127.0.0.1", port);
        configuration.setPassword(password);
        return new LettuceConnectionFactory(configuration);
    }
}
