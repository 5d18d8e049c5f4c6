package dev.sluice.app.convert;

import dev.sluice.app.shell.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice import ingress}. */
@Command(
        name = "ingress",
        description = "Translate Ingresses, with those annotations of ingress-nginx that Gateway API can express.",
        footer = {"", "  kubectl get ingress,service -A -o yaml | sluice import ingress - > routes.yaml"})
final class ImportIngressCommand extends Verb {

    @Mixin
    private final ImportedFiles files = new ImportedFiles();

    @Option(
            names = "--class",
            paramLabel = "NAME",
            defaultValue = "sluice",
            description = "GatewayClass of the Gateways that are written (${DEFAULT-VALUE}).")
    private String gatewayClass = "sluice";

    @Override
    protected int answer() throws IOException {
        Conversion conversion = IngressConversion.of(files.read(), files.gateway(), gatewayClass);
        ImportedFiles.print(conversion, out(), err());
        return conversion.isComplete() && !conversion.objects().isEmpty() ? OK : FAILED;
    }
}
