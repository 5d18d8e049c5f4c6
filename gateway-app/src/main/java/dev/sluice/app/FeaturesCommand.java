package dev.sluice.app;

import dev.sluice.app.shell.Verb;
import dev.sluice.status.SupportedFeatures;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sluice features}; the conformance run reads what it prints. */
@Command(
        name = "features",
        description =
                "Print the features of Gateway API that are served, one on a line, as GatewayClass status has them.")
final class FeaturesCommand extends Verb {

    @Option(names = "--mesh", description = "Those of the mesh, as XMesh status has them.")
    private boolean mesh;

    @Override
    protected int answer() {
        (mesh ? SupportedFeatures.OF_MESH : SupportedFeatures.NAMES).forEach(out()::println);
        return OK;
    }
}
