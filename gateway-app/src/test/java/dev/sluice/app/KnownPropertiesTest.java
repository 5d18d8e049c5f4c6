package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class KnownPropertiesTest {

    private static void check(String name) {
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("user", Map.of(name, "1")));
        ConfigurationPropertySources.attach(environment);
        KnownProperties.check(environment);
    }

    @Nested
    class AProperty {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "sluice.listen.drain-timeout",
                    "sluice.listen.drainTimeout",
                    "sluice.source.folders[0]",
                    "sluice.sessions.store",
                    "sluicegate.listen",
                    "server.prot"
                })
        void thatIsKnownOrAnothersIsTaken(String name) {
            assertThatCode(() -> check(name)).doesNotThrowAnyException();
        }

        @Test
        void thatIsMisspelledIsRefusedWithTheOneThatWasMeant() {
            assertThatThrownBy(() -> check("sluice.listen.drain-timout"))
                    .isInstanceOf(UnknownPropertyException.class)
                    .hasMessage("there is no property sluice.listen.drain-timout")
                    .satisfies(it -> assertThat(analysis(it).getAction())
                            .isEqualTo("Did you mean sluice.listen.drain-timeout?"));
        }

        @Test
        void thatIsLikeNoOtherIsRefusedWithThePageOfAll() {
            assertThatThrownBy(() -> check("sluice.zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"))
                    .satisfies(it -> assertThat(analysis(it).getAction()).contains("docs/configuration.md"));
        }

        /** Kubernetes puts it next to a Service that is named sluice. */
        @Test
        void ofTheProcessIsNotLookedAt() {
            var environment = new StandardEnvironment();
            environment
                    .getPropertySources()
                    .replace(
                            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                            new SystemEnvironmentPropertySource(
                                    StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                                    Map.of("SLUICE_PORT", "tcp://10.0.0.1:80")));
            ConfigurationPropertySources.attach(environment);

            assertThatCode(() -> KnownProperties.check(environment)).doesNotThrowAnyException();
        }
    }

    private static FailureAnalysis analysis(Throwable failure) {
        return new UnknownPropertyException.Analyzer().analyze(failure, (UnknownPropertyException) failure);
    }
}
