package dev.sluice.app.inspect;

import picocli.CommandLine.Option;

/** Which running gateway a verb asks. */
final class ManagementArguments {

    @Option(
            names = "--management",
            paramLabel = "HOST:PORT",
            defaultValue = "9090",
            description = "The gateway's management port (${DEFAULT-VALUE}).")
    private String management = "9090";

    /** That gateway. */
    Management gateway() {
        return Management.of(management);
    }
}
