package dev.sluice.mesh.nft;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs {@code nft} for one question and waits for it, ten seconds at most. Any thread.
 *
 * @param nft how {@code nft} is called
 */
record NftCommand(List<String> nft) {

    private static final long PATIENCE_SECONDS = 10;

    /**
     * What came of it.
     *
     * @param isGood whether it ended with exit code 0
     * @param printed everything; why it could not be started where it was not
     */
    record Outcome(boolean isGood, String printed) {

        String firstLine() {
            return printed.lines().findFirst().orElse("it printed nothing");
        }
    }

    /**
     * Runs it.
     *
     * @param input its standard input
     */
    Outcome run(String input, String... options) {
        List<String> line = new ArrayList<>(nft);
        line.addAll(List.of(options));
        try {
            Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
            var patience = CompletableFuture.runAsync(
                    process::destroyForcibly, CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS));
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.US_ASCII));
            }
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exitCode = process.waitFor();
            patience.cancel(false);
            return new Outcome(exitCode == 0, printed);
        } catch (IOException e) {
            return new Outcome(false, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome(false, "interrupted");
        }
    }
}
