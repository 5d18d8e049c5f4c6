package dev.sluice.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.status.SupportedFeatures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The process as a shell sees it: exit code, output and error output. */
class SluiceApplicationTest {

    @TempDir
    Path temp;

    private record Ended(int exitCode, String out, String err) {}

    private Ended ended(String... args) throws IOException, InterruptedException {
        Path out = temp.resolve("out");
        Path err = temp.resolve("err");
        Process process = SluiceProcess.of(List.of("-XX:TieredStopAtLevel=1"), args)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Ended(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    }

    @Nested
    class AMistakeInTheCommandLine {

        @ParameterizedTest
        @CsvSource({
            "serve, Unmatched argument at index 0: 'serve'",
            "run, Missing required parameter: 'FOLDER'",
            "--bogus, Unknown option: '--bogus'"
        })
        void endsTheProcessWithTwo(String verb, String mistake) throws Exception {
            Ended ended = ended(verb);

            assertThat(ended.exitCode()).isEqualTo(2);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err()).startsWith("sluice: " + mistake).hasLineCount(2);
        }

        @Test
        void isAMissingVerbToo() throws Exception {
            assertThat(ended()).isEqualTo(new Ended(2, "", """
                            sluice: No verb given (expected: run, check, explain, trace, status, routes, backends, collect, import, mesh, demo, echo, features, completion, man, version or help)
                            Try: sluice help
                            """));
        }
    }

    @Test
    void aFolderThatIsNotThereEndsTheProcessWithOne() throws Exception {
        Path missing = temp.resolve("nowhere");

        assertThat(ended("run", missing.toString()))
                .isEqualTo(new Ended(
                        1,
                        "",
                        "sluice: " + missing + ": no such file or folder; name one that holds Gateway API YAML\n"));
    }

    @Test
    void helpEndsTheProcessWithZero() throws Exception {
        Ended ended = ended("help");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out()).contains("Exit codes:");
        assertThat(ended.err()).isEmpty();
    }

    @Test
    void featuresAreForScripts() throws Exception {
        assertThat(ended("features").out().lines()).containsExactlyElementsOf(SupportedFeatures.NAMES);
    }
}
