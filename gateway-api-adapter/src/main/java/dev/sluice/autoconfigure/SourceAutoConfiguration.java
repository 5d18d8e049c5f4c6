package dev.sluice.autoconfigure;

import dev.sluice.memory.HeapGuard;
import dev.sluice.source.ResourceSource;
import dev.sluice.source.StatusSink;
import dev.sluice.source.file.FileSource;
import dev.sluice.source.file.FileSource.Timing;
import dev.sluice.source.file.FileStatusSink;
import java.nio.file.Path;
import java.time.InstantSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.OnPropertyListCondition;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/** The folders that are read and the folder that is written, where properties name them. */
@AutoConfiguration
@ConditionalOnGateway
@EnableConfigurationProperties(SluiceProperties.class)
public final class SourceAutoConfiguration {

    /** Started and closed by the pipeline. */
    @Bean(destroyMethod = "")
    @ConditionalOnMissingBean(ResourceSource.class)
    @Conditional(OnFolders.class)
    FileSource sluiceFileSource(SluiceProperties properties) {
        var source = properties.source();
        var timing = new Timing(source.debounce(), source.maxDebounce(), source.pollInterval(), Timing.USUAL.check());
        return new FileSource(source.folders(), timing, new HeapGuard());
    }

    @Bean
    @ConditionalOnMissingBean(StatusSink.class)
    @ConditionalOnProperty("sluice.status.folder")
    FileStatusSink sluiceFileStatusSink(SluiceProperties properties) {
        Path folder = properties.status().folder();
        if (folder == null) {
            throw new IllegalStateException("sluice.status.folder is set and was not bound");
        }
        try {
            return new FileStatusSink(folder, properties.source().folders(), InstantSource.system());
        } catch (IllegalArgumentException within) {
            // Spring Boot tells this one without a stack trace.
            throw new InvalidConfigurationPropertyValueException(
                    "sluice.status.folder", folder, String.valueOf(within.getMessage()));
        }
    }

    /** A list in YAML has no property of its own name, so Spring's usual condition does not see it. */
    static final class OnFolders extends OnPropertyListCondition {

        OnFolders() {
            super("sluice.source.folders", () -> ConditionMessage.forCondition("Sluice source folders"));
        }
    }
}
