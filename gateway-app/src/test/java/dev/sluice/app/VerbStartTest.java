package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a verb must not begin with, because it takes longer than all that the verb does. See ADR 9. */
class VerbStartTest {

    private static final Path FOLDER = Path.of("..", "examples", "quickstart");

    @TempDir
    private Path temporary;

    @Test
    void aCheckInitialisesNoServerNoLogNoMapperAndNoCurve() throws Exception {
        assertThat(initialised("check", FOLDER.toString()))
                .contains("'dev/sluice/app/inspect/Inspection'")
                .doesNotContain("'io/netty/util/internal/PlatformDependent'")
                .doesNotContain("'ch/qos/logback/classic/LoggerContext'")
                .doesNotContain("'org/springframework/core/convert/support/GenericConversionService'")
                .doesNotContain("'tools/jackson/databind/json/JsonMapper'")
                .doesNotContain("'sun/security/ec/ECOperations'");
    }

    /** The log of a JVM of its own: the classes that it initialised. */
    private String initialised(String... arguments) throws IOException, InterruptedException {
        Path log = temporary.resolve("classes");
        Process process = SluiceProcess.of(
                        List.of("@" + Path.of("verbs.options"), "-Xlog:class+init:file=" + log), arguments)
                .redirectErrorStream(true)
                .redirectOutput(temporary.resolve("out").toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue())
                    .as(Files.readString(temporary.resolve("out")))
                    .isZero();
            return Files.readString(log);
        } finally {
            process.destroyForcibly();
        }
    }
}
