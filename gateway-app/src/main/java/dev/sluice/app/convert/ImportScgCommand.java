package dev.sluice.app.convert;

import dev.sluice.app.shell.Verb;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice import scg}. */
@Command(
        name = "scg",
        description = "Translate the routes of a Spring Cloud Gateway's application.yml to HTTPRoutes.",
        footer = {"", "  sluice import scg src/main/resources/application.yml > routes.yaml"})
final class ImportScgCommand extends Verb {

    @Mixin
    private final ImportedFiles files = new ImportedFiles();

    @Option(
            names = "--lb-port",
            paramLabel = "PORT",
            description = "Port of the Services that lb:// names (default: such a route is not translated).")
    private @Nullable Integer balancedPort;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "Of the routes (default: none is written).")
    private String namespace = "";

    @Override
    protected int answer() throws IOException {
        Conversion conversion = ScgConversion.of(files.read(), files.gateway(), namespace, balancedPort);
        ImportedFiles.print(conversion, out(), err());
        return conversion.isComplete() && !conversion.objects().isEmpty() ? OK : FAILED;
    }
}
