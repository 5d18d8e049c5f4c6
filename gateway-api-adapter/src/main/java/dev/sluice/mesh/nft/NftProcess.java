package dev.sluice.mesh.nft;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A running {@code nft -i}, which takes a line as a transaction and owns the tables that it was asked to own. It ends
 * when its input does, so also when this process is killed, and the tables end with it.
 *
 * <p>{@code nft} prints errors and nothing on success. So after each line comes one that it cannot parse: once it has
 * complained of that, which needs neither the kernel nor rights, all that it had to say of the line before has been
 * said. Both use the standard error, which is not buffered. One call at a time.
 */
final class NftProcess {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** No command starts so. What is echoed is compared whole, so that no answer is taken for that of another line. */
    private static final String MARK = "acknowledge_";

    private final Process process;
    private final Writer input;
    private final BlockingQueue<Line> output = new LinkedBlockingQueue<>();
    private int marks;

    private sealed interface Line {
        record Text(String text) implements Line {}

        record End() implements Line {}
    }

    private NftProcess(Process process) {
        this.process = process;
        this.input = process.outputWriter(StandardCharsets.US_ASCII);
        Thread.ofPlatform().daemon().name("sluice-nft-output").start(this::read);
    }

    /**
     * @param command {@code nft} and what comes before it
     * @throws IOException if it cannot be started
     */
    static NftProcess start(List<String> command) throws IOException {
        List<String> line = new ArrayList<>(command);
        line.add("-i");
        var builder = new ProcessBuilder(line).redirectOutput(Redirect.DISCARD);
        // It would keep what it was given in a history, as for somebody who types.
        builder.environment().put("HOME", "/nonexistent");
        var started = new NftProcess(builder.start());
        // What it prints before this is about itself, such as that it does not know its terminal; no command failed.
        var _ = started.run("");
        return started;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Completes when it has ended. */
    CompletableFuture<Process> end() {
        return process.onExit();
    }

    /**
     * Runs a line and waits for what comes of it.
     *
     * @param statements in nft's words, separated by semicolons
     */
    NftAnswer run(String statements) {
        String mark = MARK + ++marks;
        // A process that does not read is ended, so that neither writing nor reading takes forever.
        var patience = CompletableFuture.runAsync(
                process::destroyForcibly,
                CompletableFuture.delayedExecutor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        try {
            write(statements + "\n" + mark + "\n");
            return answer(mark);
        } finally {
            patience.cancel(false);
        }
    }

    private void write(String lines) {
        try {
            input.write(lines);
            input.flush();
        } catch (IOException ended) {
            process.destroyForcibly();
        }
    }

    private NftAnswer answer(String mark) {
        List<String> lines = new ArrayList<>();
        while (true) {
            switch (next()) {
                case Line.End end -> {
                    // For the next call, which would wait for it in vain.
                    output.add(end);
                    return new NftAnswer.Ended(lines.isEmpty() ? why() : String.join(" ", lines));
                }
                case Line.Text(String text)
                when text.equals(mark) -> {
                    return lines.size() > 1 ? new NftAnswer.Refused(withoutComplaint(lines)) : new NftAnswer.Done();
                }
                case Line.Text(String text) when !isUnderline(text) -> lines.add(text);
                case Line.Text _ -> {}
            }
        }
    }

    /** The last one is about the mark. */
    private static List<String> withoutComplaint(List<String> lines) {
        return List.copyOf(lines.subList(0, lines.size() - 1));
    }

    /** Below what was wrong. That of the last mark comes with the lines of the next answer. */
    private static boolean isUnderline(String text) {
        return text.chars().allMatch(character -> character == ' ' || character == '^');
    }

    private Line next() {
        try {
            return output.take();
        } catch (InterruptedException e) {
            // The state of the tables must be known, so the process ends with the wish to wait for it.
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return new Line.End();
        }
    }

    private String why() {
        try {
            return process.waitFor(1, TimeUnit.SECONDS)
                    ? "ended with exit code " + process.exitValue()
                    : "closed its output";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "was interrupted";
        }
    }

    /** Ends it, and returns when it has ended and its tables with it. */
    void stop() {
        try {
            input.close();
        } catch (IOException alreadyEnded) {
            process.destroyForcibly();
        }
        try {
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            reader.lines().map(Line.Text::new).forEach(output::add);
        } catch (IOException | UncheckedIOException ended) {
            // The end comes next in any case.
        } finally {
            output.add(new Line.End());
        }
    }
}
