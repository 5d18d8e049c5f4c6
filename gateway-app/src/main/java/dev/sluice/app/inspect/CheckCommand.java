package dev.sluice.app.inspect;

import dev.sluice.app.shell.Verb;
import dev.sluice.source.Problem.Severity;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice check}: what is wrong with a folder, for people, editors and continuous integration. */
@Command(
        name = "check",
        description = "Say what is wrong with the Gateway API YAML of these files and folders: mistakes, each"
                + " condition that would be False, and what is hardly meant.",
        exitCodeList = {
            "0:nothing is wrong, or there are warnings only",
            "1:there are errors, or with --strict warnings",
            "2:the command line is wrong"
        },
        footer = {
            "",
            "  sluice check routes/",
            "  helm template shop/ | sluice check -",
            "  kubectl kustomize overlays/prod | sluice check --strict -o github -"
        })
public final class CheckCommand extends Verb {

    @Mixin
    private final FolderArguments folders = new FolderArguments();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text, json, or github for annotations of a workflow (default: text).")
    private CheckOutput output = CheckOutput.TEXT;

    @Option(names = "--strict", description = "Warnings fail the check too.")
    private boolean strict;

    @Parameters(
            arity = "1..*",
            paramLabel = "FOLDER",
            description = "Files, folders that are read with all below them, or - for the standard input.")
    private List<String> parameters = List.of();

    @Override
    protected int answer() throws IOException {
        Inspection found = folders.inspect(parameters);
        output.print(found, out());
        return found.count(Severity.ERROR) > 0 || (strict && found.count(Severity.WARNING) > 0) ? FAILED : OK;
    }
}
