package dev.sluice.app.inspect;

import dev.sluice.graph.GraphSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine.Option;

/** The folders of a verb, and how they are read. */
public final class FolderArguments {

    @Option(
            names = "--controller-name",
            paramLabel = "NAME",
            description = "As sluice.controller-name of the gateway (${DEFAULT-VALUE}).",
            defaultValue = GraphSettings.CONTROLLER_NAME)
    private String controllerName = GraphSettings.CONTROLLER_NAME;

    /** Why these cannot be read, cause and remedy; empty if they can. */
    public static Optional<String> refusal(List<Path> folders) {
        for (Path folder : folders) {
            if (!Files.exists(folder)) {
                return Optional.of(folder + ": no such file or folder; name one that holds Gateway API YAML");
            }
            if (!Files.isReadable(folder)) {
                return Optional.of(folder + ": cannot be read; change its permissions or run as its owner");
            }
        }
        return Optional.empty();
    }

    /**
     * What a gateway of these would serve and say.
     *
     * @param parameters files, folders, or {@code -}
     * @throws IOException where they cannot be read; the message is for the user
     */
    Inspection inspect(List<String> parameters) throws IOException {
        LoggerSearch.begin();
        List<Path> folders = parameters.stream()
                .filter(Predicate.not(StandardInput.WORD::equals))
                .map(Path::of)
                .toList();
        Optional<String> refusal = refusal(folders);
        if (refusal.isPresent()) {
            throw new IOException(refusal.get());
        }
        String text = folders.size() < parameters.size() ? StandardInput.read(System.in) : null;
        return Inspection.of(folders, text, controllerName);
    }
}
