package dev.sluice.app;

import dev.sluice.app.shell.HelpOption;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice completion}: what a shell needs to complete verbs and options. */
@Command(
        name = "completion",
        description = "Print a script by which a shell completes verbs and options.",
        optionListHeading = "%nOptions:%n",
        parameterListHeading = "%n",
        footer = {
            "",
            "  source <(sluice completion bash)    # in ~/.bashrc",
            "  source <(sluice completion zsh)     # in ~/.zshrc, after compinit"
        })
final class CompletionCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    final HelpOption help = new HelpOption();

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
    public Integer call() {
        var out = spec.commandLine().getOut();
        out.print(shell.before + AutoComplete.bash("sluice", SluiceCommand.commandLine()));
        out.flush();
        return SluiceCommand.OK;
    }
}
