package dev.sluice.app.convert;

import dev.sluice.app.shell.Verb;
import picocli.CommandLine.Command;

/** {@code sluice import}: routes of another gateway as objects of Gateway API. */
@Command(
        name = "import",
        description =
                "Translate routes of another gateway to Gateway API. YAML goes to the standard output; what cannot"
                        + " be said goes to the error output, with its place and the reason.",
        commandListHeading = "%nVerbs:%n",
        exitCodeList = {
            "0:all is translated",
            "1:something is not, or the input cannot be read",
            "2:the command line is wrong"
        },
        customSynopsis = {"sluice import ingress [OPTION]... FILE...", "       sluice import scg [OPTION]... FILE..."},
        subcommands = {ImportIngressCommand.class, ImportScgCommand.class})
public final class ImportCommand extends Verb {

    /** Without a verb there is nothing to do. */
    @Override
    protected int answer() {
        throw mistake("Say what is to be imported (expected: ingress or scg)");
    }
}
