package dev.sluice.app.inspect;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What was collected of a gateway, in place of the gateway. */
public final class DumpArguments {

    @Option(
            names = "--dump",
            paramLabel = "FILE",
            description = "Read the zip that sluice collect wrote of a gateway, in place of asking one.")
    private @Nullable Path file;

    /** That zip; null where none is named. */
    @Nullable
    Listings dump() {
        return file == null ? null : new Dump(file);
    }
}
