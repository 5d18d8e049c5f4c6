package dev.sluice.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.balance.BalanceSettings;
import dev.sluice.entry.Serving;
import dev.sluice.graph.GraphSettings;
import dev.sluice.graph.telemetry.TracingSupport;
import dev.sluice.pipeline.Pipeline;
import dev.sluice.serve.DataPlane;
import dev.sluice.source.ResourceSource;
import dev.sluice.testkit.CapturedLog;
import dev.sluice.testkit.ExpectsErrorLog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.health.application.ReadinessStateHealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.gateway.route.RouteDefinitionRouteLocator;
import org.springframework.context.annotation.Configuration;

@ExpectsErrorLog("there is no such folder or file")
class SluiceAutoConfigurationTest {

    private final ReactiveWebApplicationContextRunner runner = new ReactiveWebApplicationContextRunner()
            .withUserConfiguration(Application.class)
            .withPropertyValues("management.endpoint.health.probes.enabled=true");

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    @Test
    void withoutASourceNothingIsDone() {
        runner.run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(DataPlane.class)
                .doesNotHaveBean(Pipeline.class)
                .doesNotHaveBean(Serving.class));
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void anApplicationThatHasSwitchedTheGatewayOffStartsAndSaysWhyNothingIsServed(
            @TempDir Path folder, CapturedOutput output) {
        switchedOff()
                .withPropertyValues("sluice.source.folders[0]=" + folder)
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(DataPlane.class)
                        .doesNotHaveBean(ResourceSource.class));

        assertThat(notServed(output)).singleElement().asString().contains("WARN", "webflux.enabled is false");
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void anApplicationWithoutWebFluxSaysWhyNothingIsServed(@TempDir Path folder, CapturedOutput output) {
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(NotServedAutoConfiguration.class, SourceAutoConfiguration.class))
                .withPropertyValues("sluice.source.folders[0]=" + folder)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ResourceSource.class));

        assertThat(notServed(output)).singleElement().asString().contains("WARN", "no WebFlux application");
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void withoutTheGatewayAndASourceThereIsNothingToSay(CapturedOutput output) {
        switchedOff().run(context -> assertThat(context).hasNotFailed());

        assertThat(notServed(output)).isEmpty();
    }

    private static Stream<String> notServed(CapturedOutput output) {
        return output.getAll().lines().filter(line -> line.contains("Gateway API routes are not served"));
    }

    /** Without what Spring Cloud Gateway itself does not let off where Redis is on the class path. */
    private ReactiveWebApplicationContextRunner switchedOff() {
        return runner.withPropertyValues(
                ConditionalOnGateway.SWITCH + "=false",
                "spring.autoconfigure.exclude=org.springframework.cloud.gateway.config.GatewayRedisAutoConfiguration");
    }

    @Test
    void aFolderNeedsNothingOfKubernetes(@TempDir Path folder) {
        withoutClient()
                .withPropertyValues("sluice.source.folders[0]=" + folder)
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(DataPlane.class));
    }

    /** One holder of definitions is made, not Spring Cloud Gateway's as well. */
    @Test
    void eachPredicateFactoryIsLoggedOnce(@TempDir Path folder) {
        try (var log = new CapturedLog(RouteDefinitionRouteLocator.class)) {
            runner.withPropertyValues("sluice.source.folders[0]=" + folder)
                    .run(context -> assertThat(context).hasNotFailed());

            assertThat(log.lines()).filteredOn(line -> line.contains("[Path]")).hasSize(1);
        }
    }

    @Test
    void policiesForTracesAreServedByOpenTelemetry(@TempDir Path folder) {
        assertThat(tracing(runner, folder)).isEqualTo(TracingSupport.SERVED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"io.micrometer.tracing.otel", "io.opentelemetry.exporter"})
    void withoutItsLibrariesPoliciesForTracesAreRefused(String missing, @TempDir Path folder) {
        assertThat(tracing(runner.withClassLoader(new FilteredClassLoader(missing)), folder))
                .isEqualTo(TracingSupport.NO_LIBRARY);
    }

    private static TracingSupport tracing(ReactiveWebApplicationContextRunner application, Path folder) {
        var found = new AtomicReference<TracingSupport>();
        application
                .withPropertyValues("sluice.source.folders[0]=" + folder)
                .run(context -> found.set(context.getBean(GraphSettings.class).tracing()));
        return found.get();
    }

    @Test
    void theClusterWithoutItsClientEndsTheStartWithTheDependencyThatIsMissing() {
        withoutClient()
                .withPropertyValues("sluice.kubernetes.enabled=true")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(InvalidConfigurationPropertyValueException.class)
                        .hasMessageContaining("gateway-api-adapter-kubernetes"));
    }

    private ReactiveWebApplicationContextRunner withoutClient() {
        return runner.withClassLoader(new FilteredClassLoader("io.fabric8"));
    }

    @Test
    void aFolderIsReadAndServed(@TempDir Path folder) {
        runner.withPropertyValues("sluice.source.folders[0]=" + folder).run(context -> {
            assertThat(context).hasSingleBean(ResourceSource.class).hasSingleBean(Pipeline.class);
            assertThat(context.getBean(ReadinessStateHealthIndicator.class))
                    .isSameAs(context.getBean("readinessStateHealthIndicator"));
        });
    }

    @Test
    void beforeAConfigurationIsServedNoRequestIsWanted(@TempDir Path folder) {
        runner.withPropertyValues("sluice.source.folders=" + folder.resolve("missing"))
                .run(context -> {
                    var health =
                            context.getBean(ReadinessStateHealthIndicator.class).health();
                    assertThat(health).isNotNull();
                    assertThat(health.getStatus()).isNotEqualTo(Status.UP);
                });
    }

    @Test
    void aValueOutOfRangeEndsTheStartWithItsName(@TempDir Path folder) {
        runner.withPropertyValues("sluice.source.folders=" + folder, "sluice.listen.privileged-port-offset=70000")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("privilegedPortOffset")
                        .hasStackTraceContaining("70000"));
    }

    @Test
    void withoutPropertiesEndpointsAreChosenByTheDefaults(@TempDir Path folder) {
        runner.withPropertyValues("sluice.source.folders=" + folder)
                .run(context -> assertThat(
                                context.getBean(BalanceProperties.class).settings())
                        .isEqualTo(BalanceSettings.DEFAULTS));
    }

    @Test
    void endpointsAreChosenAsThePropertiesSay(@TempDir Path folder) {
        runner.withPropertyValues(
                        "sluice.source.folders=" + folder,
                        "sluice.balance.slow-start=0",
                        "sluice.balance.failures=7",
                        "sluice.balance.connect-failures=6",
                        "sluice.balance.ejection=5s",
                        "sluice.balance.longest-ejection=5s",
                        "sluice.balance.max-ejected-percent=0")
                .run(context -> assertThat(
                                context.getBean(BalanceProperties.class).settings())
                        .isEqualTo(new BalanceSettings(
                                Duration.ZERO, 7, 6, Duration.ofSeconds(5), Duration.ofSeconds(5), 0)));
    }

    @Test
    void anEjectionThatIsLongerThanTheLongestEndsTheStart(@TempDir Path folder) {
        runner.withPropertyValues("sluice.source.folders=" + folder, "sluice.balance.ejection=1m")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasRootCauseInstanceOf(InvalidConfigurationPropertyValueException.class)
                        .hasStackTraceContaining("sluice.balance.longest-ejection"));
    }

    @Test
    void headersOfProxiesThatNobodyNamedEndTheStart(@TempDir Path folder) {
        runner.withPropertyValues("sluice.source.folders=" + folder, "sluice.listen.proxy-protocol=true")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasRootCauseInstanceOf(InvalidConfigurationPropertyValueException.class)
                        .hasStackTraceContaining("sluice.listen.trusted-networks"));
    }

    @Test
    void aStatusFolderAmongTheManifestsEndsTheStartAsAWrongValue(@TempDir Path folder) {
        runner.withPropertyValues(
                        "sluice.source.folders[0]=" + folder, "sluice.status.folder=" + folder.resolve("status"))
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasRootCauseInstanceOf(InvalidConfigurationPropertyValueException.class)
                        .hasStackTraceContaining("choose a folder outside"));
    }
}
