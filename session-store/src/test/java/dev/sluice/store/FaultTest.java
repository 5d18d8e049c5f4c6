package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.RedisSystemException;

final class FaultTest {

    private static Throwable answered(String error) {
        return new RedisSystemException("Error in execution", new RedisCommandExecutionException(error));
    }

    private static Throwable connecting(Throwable cause) {
        return new RedisConnectionFailureException(
                "Unable to connect to Redis",
                new RedisConnectionException("Unable to connect to localhost:6379", cause));
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(answered("OOM command not allowed when used memory > 'maxmemory'."), Fault.FULL),
                Arguments.of(answered("READONLY You can't write against a read only replica."), Fault.READ_ONLY),
                Arguments.of(answered("NOPERM this user has no permissions to run the 'hset' command"), Fault.RIGHTS),
                Arguments.of(answered("LOADING Redis is loading the dataset in memory"), Fault.LOADING),
                Arguments.of(answered("NOAUTH Authentication required."), Fault.CREDENTIALS),
                Arguments.of(
                        connecting(new RedisCommandExecutionException(
                                "WRONGPASS invalid username-password pair or user is disabled.")),
                        Fault.CREDENTIALS),
                Arguments.of(connecting(new ConnectException("Connection refused")), Fault.UNREACHABLE),
                Arguments.of(connecting(new UnknownHostException("redis.example")), Fault.UNKNOWN_HOST),
                Arguments.of(new IOException("Connection reset by peer"), Fault.UNREACHABLE),
                Arguments.of(new TimeoutException("Did not observe any item"), Fault.SLOW),
                Arguments.of(
                        new QueryTimeoutException("Redis command timed out", new RedisCommandTimeoutException("1s")),
                        Fault.SLOW),
                Arguments.of(answered("ERR unknown command 'HSET'"), Fault.OTHER),
                Arguments.of(
                        new RedisSystemException(
                                "Redis exception",
                                new RedisException("Currently not connected. Commands are rejected.")),
                        Fault.LOST));
    }

    @Test
    void whatAServerSaysIsOneShortLine() {
        String described = Fault.describe(answered("ERR first\r\nsecond " + "x".repeat(5_000)));
        assertThat(described)
                .startsWith("ERR first  second xxx")
                .hasSizeLessThan(600)
                .doesNotContain("\n", "\r");
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailureIsExplainedByItsCause(Throwable failure, Fault expected) {
        assertThat(Fault.of(failure)).isEqualTo(expected);
        assertThat(List.of(Fault.describe(failure).split("; ", -1))).hasSize(2).doesNotContain("");
    }
}
