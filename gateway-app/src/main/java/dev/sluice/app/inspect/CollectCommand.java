package dev.sluice.app.inspect;

import dev.sluice.app.shell.Verb;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice collect}: one file for support, without secrets. */
@Command(
        name = "collect",
        description =
                "Write a zip for support: versions, configuration, status, backends, metrics of a running gateway,"
                        + " or what a gateway of these folders would serve and say. Secrets are masked.",
        exitCodeList = {"0:the file is written", "1:it is not, or no gateway answers", "2:the command line is wrong"},
        customSynopsis = {"sluice collect [-f FILE] --management HOST:PORT", "       sluice collect [-f FILE] FOLDER..."
        })
public final class CollectCommand extends Verb {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    @Mixin
    private final InputArguments input = new InputArguments();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "To be written; must not exist (default: sluice-collect-TIME.zip).")
    private @Nullable Path file;

    @Parameters(arity = "0..*", paramLabel = "FOLDER", description = InputArguments.FOLDERS)
    private List<String> folders = List.of();

    @Override
    protected int answer() throws IOException {
        Collected collected = input.askAlsoMistaken(this, folders, Collected::of, Collected::of);
        Path written = file == null ? Path.of("sluice-collect-" + TIME.format(Instant.now()) + ".zip") : file;
        try {
            var out = Files.newOutputStream(create(written), StandardOpenOption.WRITE);
            collected.writeTo(out, about());
        } catch (FileAlreadyExistsException exists) {
            throw new IOException(written + ": the file exists; name another by -f", exists);
        }
        collected.notes().forEach(out()::println);
        out().println("written: " + written);
        return OK;
    }

    /** For its owner only: it names hosts and addresses. */
    private static Path create(Path file) throws IOException {
        boolean hasPermissions = file.toAbsolutePath()
                .getFileSystem()
                .supportedFileAttributeViews()
                .contains("posix");
        return hasPermissions
                ? Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                : Files.createFile(file);
    }

    private static String about() {
        Package ours = CollectCommand.class.getPackage();
        return "sluice collect of %s at %s, Java %s, %s %s"
                .formatted(
                        Objects.requireNonNullElse(ours.getImplementationVersion(), "(unreleased)"),
                        Instant.now(),
                        Runtime.version(),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"));
    }
}
