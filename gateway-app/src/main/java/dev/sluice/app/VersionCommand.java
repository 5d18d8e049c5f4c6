package dev.sluice.app;

import dev.sluice.app.shell.HelpOption;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice version}. */
@Command(
        name = "version",
        description = "Print the versions of Sluice and of the Java that runs it.",
        optionListHeading = "%nOptions:%n")
final class VersionCommand implements Callable<Integer>, IVersionProvider {

    /** Written by Spring Boot's Maven plugin. */
    private static final ClassPathResource BUILD_INFO = new ClassPathResource("META-INF/build-info.properties");

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    final HelpOption help = new HelpOption();

    @Override
    public Integer call() throws IOException {
        spec.commandLine().getOut().println(getVersion()[0]);
        return SluiceCommand.OK;
    }

    /** For {@code sluice --version} too. */
    @Override
    public String[] getVersion() throws IOException {
        String version = PropertiesLoaderUtils.loadProperties(BUILD_INFO).getProperty("build.version");
        return new String[] {"sluice %s (Java %s)".formatted(version, Runtime.version())};
    }
}
