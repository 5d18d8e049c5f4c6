package dev.sluice.app;

import dev.sluice.app.shell.Verb;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sluice completion}: what a shell needs to complete verbs and options. */
@Command(
        name = "completion",
        description = "Print a script by which a shell completes verbs and options.",
        footer = {
            "",
            "  source <(sluice completion bash)    # in ~/.bashrc",
            "  source <(sluice completion zsh)     # in ~/.zshrc, after compinit"
        })
final class CompletionCommand extends Verb {

    @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
    private Shell shell = Shell.BASH;

    /** The script is one for both. */
    enum Shell {
        BASH(""),
        /** It completes as bash does once this is loaded. */
        ZSH("autoload -U +X bashcompinit && bashcompinit\n");

        private final String before;

        Shell(String before) {
            this.before = before;
        }
    }

    @Override
    protected int answer() {
        var out = out();
        out.print(shell.before + AutoComplete.bash("sluice", SluiceCommand.commandLine()));
        out.flush();
        return OK;
    }
}
