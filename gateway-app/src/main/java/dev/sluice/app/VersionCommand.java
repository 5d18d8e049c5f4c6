package dev.sluice.app;

import dev.sluice.app.shell.Verb;
import java.io.IOException;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** {@code sluice version}. */
@Command(name = "version", description = "Print the versions of Sluice and of the Java that runs it.")
final class VersionCommand extends Verb implements IVersionProvider {

    /** Written by Spring Boot's Maven plugin. */
    private static final ClassPathResource BUILD_INFO = new ClassPathResource("META-INF/build-info.properties");

    @Override
    protected int answer() throws IOException {
        out().println(getVersion()[0]);
        return OK;
    }

    /** For {@code sluice --version} too. */
    @Override
    public String[] getVersion() throws IOException {
        return new String[] {"sluice %s (Java %s)".formatted(number(), Runtime.version())};
    }

    /** The version of Sluice, such as {@code 1.0.0}. */
    static String number() throws IOException {
        return String.valueOf(PropertiesLoaderUtils.loadProperties(BUILD_INFO).getProperty("build.version"));
    }
}
