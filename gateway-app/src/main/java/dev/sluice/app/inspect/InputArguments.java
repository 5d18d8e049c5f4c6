package dev.sluice.app.inspect;

import dev.sluice.app.shell.Verb;
import dev.sluice.source.Problem;
import dev.sluice.source.Problem.Severity;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether a verb asks folders or a running gateway. */
public final class InputArguments {

    static final String FOLDERS = "Files, folders that are read with all below them, or - for the standard input.";

    @Mixin
    private final FolderArguments folders = new FolderArguments();

    @Option(
            names = "--management",
            paramLabel = "HOST:PORT",
            description = "Ask the gateway that runs there, in place of folders: its management port, 9090 unless"
                    + " another was chosen.")
    private @Nullable String management;

    /** What is asked of a running gateway. */
    @FunctionalInterface
    interface OfGateway<T> {
        T ask(Management gateway) throws IOException;
    }

    /** What is asked of folders. */
    @FunctionalInterface
    interface OfFolders<T> {
        T ask(Inspection folders) throws IOException;
    }

    /**
     * Asks the one or the other.
     *
     * @param parameters files, folders, or {@code -}
     * @throws IOException where there is no answer; the message is for the user
     */
    <T> T ask(Verb verb, List<String> parameters, OfFolders<T> ofFolders, OfGateway<T> ofGateway) throws IOException {
        return askAlsoMistaken(verb, parameters, inspection -> ofFolders.ask(judged(inspection)), ofGateway);
    }

    /** What is asked of a running gateway, or of one that was collected. */
    @FunctionalInterface
    interface OfListings<T> {
        T ask(Listings gateway) throws IOException;
    }

    /** Asks the zip of a gateway where one is named, else as without it. */
    <T> T ask(
            Verb verb,
            List<String> parameters,
            DumpArguments collected,
            OfFolders<T> ofFolders,
            OfListings<T> ofGateway)
            throws IOException {
        Listings dump = collected.dump();
        if (dump == null) {
            return ask(verb, parameters, ofFolders, ofGateway::ask);
        }
        if (management != null || !parameters.isEmpty()) {
            throw verb.mistake("--dump FILE, folders or --management HOST:PORT: one of them");
        }
        return ofGateway.ask(dump);
    }

    /** The same, also of folders with mistakes, of which nothing is served. */
    <T> T askAlsoMistaken(Verb verb, List<String> parameters, OfFolders<T> ofFolders, OfGateway<T> ofGateway)
            throws IOException {
        if ((management == null) == parameters.isEmpty()) {
            throw verb.mistake(
                    management == null
                            ? "Missing required parameter: 'FOLDER' (or --management HOST:PORT)"
                            : "Folders or --management, not both");
        }
        return management == null
                ? ofFolders.ask(folders.inspect(parameters))
                : ofGateway.ask(Management.of(management));
    }

    /** Of files with mistakes nothing is served, so there is nothing to say about them but the mistakes. */
    private static Inspection judged(Inspection inspection) throws IOException {
        List<Problem> mistakes = inspection.problems().stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .toList();
        if (!inspection.isJudged() && !mistakes.isEmpty()) {
            throw new IOException("%s%s"
                    .formatted(
                            mistakes.getFirst(),
                            mistakes.size() == 1 ? "" : " (and %d more: sluice check)".formatted(mistakes.size() - 1)));
        }
        return inspection;
    }
}
