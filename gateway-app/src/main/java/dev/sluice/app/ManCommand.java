package dev.sluice.app;

import dev.sluice.app.shell.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code sluice man}: the manual page, made of what the help is made of. */
@Command(
        name = "man",
        description = "Print the manual page of all verbs, for man(1).",
        footer = {
            "",
            "  sluice man | man -l -                                    # read it",
            "  sluice man > /usr/local/share/man/man1/sluice.1          # for `man sluice`"
        })
final class ManCommand extends Verb {

    @Override
    protected int answer() throws IOException {
        out().print(new ManPage(SluiceCommand.commandLine(), VersionCommand.number()).text());
        return OK;
    }
}
