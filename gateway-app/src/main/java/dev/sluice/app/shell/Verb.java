package dev.sluice.app.shell;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A verb of the command line: what all have in their help, where they print, how they refuse, how they end. */
@Command(optionListHeading = "%nOptions:%n", parameterListHeading = "%n", exitCodeListHeading = "%nExit codes:%n")
public abstract class Verb implements Callable<Integer> {

    /** Done; the answer is yes; a gateway that was started keeps serving. */
    public static final int OK = 0;

    /** The input was refused, the answer is no, or there is none; the reason was printed. */
    public static final int FAILED = 1;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** picocli answers it. */
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help.")
    boolean help;

    /**
     * Does what was asked.
     *
     * @return {@link #OK} or {@link #FAILED}
     * @throws IOException if it cannot be done; the message is for the user
     */
    protected abstract int answer() throws IOException, InterruptedException;

    @Override
    public final Integer call() throws InterruptedException {
        try {
            return answer();
        } catch (IOException refused) {
            return failed(String.valueOf(refused.getMessage()));
        } finally {
            out().flush();
        }
    }

    /** Where the answer is printed. */
    protected final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Where is printed what an answer lacks. */
    protected final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Prints why there is no answer, or only a part of one. */
    protected final void warn(String reason) {
        err().println("sluice: " + reason);
    }

    /** The same, as the end. */
    protected final int failed(String reason) {
        warn(reason);
        return FAILED;
    }

    /** A mistake in the command line, to be thrown; the process ends with 2. */
    public final ParameterException mistake(String reason) {
        return new ParameterException(spec.commandLine(), reason);
    }
}
