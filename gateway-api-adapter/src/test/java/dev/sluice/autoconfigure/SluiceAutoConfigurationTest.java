package dev.sluice.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.entry.Serving;
import dev.sluice.pipeline.Pipeline;
import dev.sluice.serve.DataPlane;
import dev.sluice.source.ResourceSource;
import dev.sluice.testkit.ExpectsErrorLog;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.health.application.ReadinessStateHealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
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
    void aStatusFolderAmongTheManifestsEndsTheStartAsAWrongValue(@TempDir Path folder) {
        runner.withPropertyValues(
                        "sluice.source.folders[0]=" + folder, "sluice.status.folder=" + folder.resolve("status"))
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasRootCauseInstanceOf(InvalidConfigurationPropertyValueException.class)
                        .hasStackTraceContaining("choose a folder outside"));
    }
}
