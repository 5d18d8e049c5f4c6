package dev.sluice.store;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.Optional;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.RedisCredentialsProviderFactory;

/** TLS, credentials and names of the application's client; options, threads and timeout of our own. */
record StoreClientConfiguration(
        LettuceClientConfiguration application, ClientOptions options, ClientResources resources, Duration timeout)
        implements LettuceClientConfiguration {

    @Override
    public boolean isUseSsl() {
        return application.isUseSsl();
    }

    /** Deprecated, and abstract all the same. */
    @Override
    @SuppressWarnings("deprecation")
    public boolean isVerifyPeer() {
        return application.isVerifyPeer();
    }

    @Override
    public SslVerifyMode getVerifyMode() {
        return application.getVerifyMode();
    }

    @Override
    public boolean isStartTls() {
        return application.isStartTls();
    }

    @Override
    public Optional<ClientResources> getClientResources() {
        return Optional.of(resources);
    }

    @Override
    public Optional<ClientOptions> getClientOptions() {
        return Optional.of(options);
    }

    @Override
    public Optional<String> getClientName() {
        return application.getClientName();
    }

    /** A replica may not have what was just written. */
    @Override
    public Optional<ReadFrom> getReadFrom() {
        return Optional.empty();
    }

    @Override
    public Optional<RedisCredentialsProviderFactory> getRedisCredentialsProviderFactory() {
        return application.getRedisCredentialsProviderFactory();
    }

    @Override
    public Duration getCommandTimeout() {
        return timeout;
    }

    @Override
    public Duration getShutdownTimeout() {
        return Duration.ZERO;
    }

    @Override
    public Duration getShutdownQuietPeriod() {
        return Duration.ZERO;
    }
}
