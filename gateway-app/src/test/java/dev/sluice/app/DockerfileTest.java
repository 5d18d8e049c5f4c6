package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the image needs to agree on with itself; it is built elsewhere, where there is a container engine. */
class DockerfileTest {

    private static final Path ROOT = Path.of("..");

    @Test
    void imageStartsWithTheCacheThatItWasTrainedFor() throws IOException {
        String image = Files.readString(ROOT.resolve("Dockerfile"));
        String recorded = after(image, "-XX:AOTCacheOutput=");
        String folder = after(image, " train ").replaceFirst("^/opt/sluice/", "");

        assertThat(image).contains("\"-XX:AOTCache=" + recorded + "\"");
        assertThat(image).contains("COPY --from=build /build/examples/" + folder + "/ ./" + folder + "/");
        assertThat(ROOT.resolve("examples").resolve(folder)).isDirectory();
        assertThat(SluiceCommand.commandLine().parseArgs("train", folder).hasSubcommand())
                .isTrue();
    }

    /** The word that follows. */
    private static String after(String text, String before) {
        int start = text.indexOf(before) + before.length();
        return text.substring(start).split("\\s", 2)[0];
    }
}
