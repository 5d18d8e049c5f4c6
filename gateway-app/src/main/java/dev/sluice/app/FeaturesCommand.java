package dev.sluice.app;

import dev.sluice.app.shell.HelpOption;
import dev.sluice.status.SupportedFeatures;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice features}; the conformance run reads what it prints. */
@Command(
        name = "features",
        description =
                "Print the features of Gateway API that are served, one on a line, as GatewayClass status has them.",
        optionListHeading = "%nOptions:%n")
final class FeaturesCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    final HelpOption help = new HelpOption();

    @Option(names = "--mesh", description = "Those of the mesh, as XMesh status has them.")
    private boolean mesh;

    @Override
    public Integer call() {
        (mesh ? SupportedFeatures.OF_MESH : SupportedFeatures.NAMES)
                .forEach(spec.commandLine().getOut()::println);
        return SluiceCommand.OK;
    }
}
