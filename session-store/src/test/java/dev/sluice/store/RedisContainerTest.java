package dev.sluice.store;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

/** The laws with Redis in a container, whose address Spring Boot finds. */
@NeedsContainerEngine
@Testcontainers
@SpringBootTest(classes = DataRedisAutoConfiguration.class, webEnvironment = SpringBootTest.WebEnvironment.NONE)
final class RedisContainerTest extends SessionStoreLaws {

    @Container
    @ServiceConnection(name = "redis")
    static final GenericContainer<?> SERVER = new GenericContainer<>("redis:8-alpine").withExposedPorts(6379);

    @Autowired
    private LettuceConnectionFactory factory;

    @Override
    LettuceConnectionFactory redis() {
        return factory;
    }
}
