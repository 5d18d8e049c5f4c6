package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.demo.EchoServer;
import dev.sluice.app.shell.Verb;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class StartFailureTest {

    private static final String QUICKSTART =
            Path.of("..", "examples", "quickstart").toString();

    @Test
    void aManagementPortInUseIsReportedInTwoLines(CapturedOutput output) {
        try (EchoServer other = EchoServer.start("other", "127.0.0.1", 0)) {
            assertThat(run("run", "--management-port", Integer.toString(other.port()), QUICKSTART))
                    .isEqualTo(Verb.FAILED);

            assertThat(output.getErr()).isEqualToNormalizingNewlines("""
                    sluice: did not start: port %d is in use by another process
                    Stop that process, or choose another port: --management-port for the actuator, server.port for the routes of an application.yml.
                    """.formatted(other.port()));
        }
    }

    @Test
    void aSettingThatCannotBeReadIsReportedWithItsName(CapturedOutput output) {
        assertThat(run("run", "--management-port", "0", QUICKSTART, "--", "--sluice.listen.drain-timeout=soon"))
                .isEqualTo(Verb.FAILED);

        assertThat(output.getErr())
                .startsWith("sluice: did not start: ")
                .contains("sluice.listen.drain-timeout")
                .doesNotContain("\tat ");
    }

    @Test
    void aPropertyThatIsMisspelledIsReportedInTwoLines(CapturedOutput output) {
        assertThat(run("run", "--management-port", "0", QUICKSTART, "--", "--sluice.listen.drain-timout=1s"))
                .isEqualTo(Verb.FAILED);

        assertThat(output.getErr()).isEqualToNormalizingNewlines("""
                sluice: did not start: there is no property sluice.listen.drain-timout
                Did you mean sluice.listen.drain-timeout?
                """);
    }

    private static int run(String... arguments) {
        return SluiceCommand.commandLine(arguments).execute(arguments);
    }
}
