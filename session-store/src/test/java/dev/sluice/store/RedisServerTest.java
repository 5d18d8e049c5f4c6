package dev.sluice.store;

import dev.sluice.testkit.NeedsProgram;
import dev.sluice.testkit.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** The laws with a {@code redis-server} of this machine. */
@NeedsProgram("redis-server")
final class RedisServerTest extends SessionStoreLaws {

    private static final RedisServer SERVER = RedisServer.absent();

    @BeforeAll
    static void start() {
        SERVER.start();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Override
    LettuceConnectionFactory redis() {
        return LettuceConnections.to(SERVER);
    }
}
