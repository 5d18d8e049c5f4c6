package dev.sluice.app.shell;

import picocli.CommandLine.Option;

/** {@code --help} of one verb; picocli answers it. */
public final class HelpOption {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help.")
    boolean asked;
}
