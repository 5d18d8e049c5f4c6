package dev.sluice.app.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.shell.Verb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A law: what was collected is shown as it was shown then. */
class DumpTest {

    @TempDir
    private Path folder;

    private Path zip() {
        return folder.resolve("support.zip");
    }

    private Shell run(Verb verb, String... arguments) {
        return Shell.run(new CommandLine(verb), folder, arguments);
    }

    private Shell ofDump(Verb verb, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--dump");
        all.add(zip().toString());
        return run(verb, all.toArray(String[]::new));
    }

    private String files() throws IOException {
        Path files = Files.createDirectories(folder.resolve("files"));
        Files.writeString(
                files.resolve("a.yaml"),
                Folder.GATEWAY + "---\n" + Folder.route("one", "shop") + "---\n" + Folder.route("two", "nobody"));
        return files.toString();
    }

    @Nested
    class OfAFolder {

        @Test
        void isShownAsTheFolder() throws IOException {
            String files = files();
            assertThat(run(new CollectCommand(), "-f", zip().toString(), files).exitCode())
                    .isZero();

            assertThat(ofDump(new StatusCommand())).isEqualTo(run(new StatusCommand(), files));
            assertThat(ofDump(new StatusCommand(), "HTTPRoute", "two"))
                    .isEqualTo(run(new StatusCommand(), "HTTPRoute", "two", files));
            assertThat(ofDump(new RoutesCommand())).isEqualTo(run(new RoutesCommand(), files));
            assertThat(ofDump(new RoutesCommand()).out()).contains("HTTPRoute default/one");
        }

        @Test
        void hasNoBackends() throws IOException {
            run(new CollectCommand(), "-f", zip().toString(), files());

            assertThat(ofDump(new BackendsCommand()))
                    .isEqualTo(new Shell(
                            1, "", "sluice: FOLDER/support.zip: has no backends.json; about.txt in it says why\n"));
        }
    }

    @Nested
    class OfAGateway {

        @Test
        void isShownWithAllItsPages() throws IOException {
            String page = """
                    {"items":[{"backend":"shop/%s:80","use":"HTTP","running":0,"waiting":0,"connections":0,"unused":0,
                     "latencyMillis":3.25,"endpoints":[{"address":"10.0.0.1:80","health":"ready","running":0}]}],
                     "next":%s}
                    """;
            try (var gateway = new Actuator(Map.of(
                    "/actuator/sluice",
                    "{}",
                    "/actuator/sluice/backends",
                    page.formatted("a", "\"x\""),
                    "/actuator/sluice/backends?after=x",
                    page.formatted("b", "null")))) {
                assertThat(run(
                                        new CollectCommand(),
                                        "-f",
                                        zip().toString(),
                                        "--management",
                                        "http://" + gateway.place())
                                .exitCode())
                        .isZero();
            }

            assertThat(ofDump(new BackendsCommand())).isEqualTo(new Shell(0, """
                    shop/a:80  HTTP, 0 requests (0 waiting), 0 connections (0 unused), 3.3 ms
                      10.0.0.1:80                  ready        0 requests
                    shop/b:80  HTTP, 0 requests (0 waiting), 0 connections (0 unused), 3.3 ms
                      10.0.0.1:80                  ready        0 requests
                    """, ""));
            assertThat(ofDump(new BackendsCommand(), "--sessions").exitCode()).isEqualTo(2);
        }
    }

    @Test
    void whatIsNoDumpIsSaidInOneLine() throws IOException {
        assertThat(ofDump(new RoutesCommand()))
                .isEqualTo(new Shell(1, "", "sluice: FOLDER/support.zip: no such file\n"));
        Files.writeString(zip(), "no zip");
        assertThat(ofDump(new RoutesCommand()))
                .isEqualTo(new Shell(1, "", "sluice: FOLDER/support.zip: no zip of sluice collect\n"));
    }

    @Test
    void aDumpAndAFolderAreNotBothRead() throws IOException {
        assertThat(ofDump(new RoutesCommand(), files()).exitCode()).isEqualTo(2);
        assertThat(ofDump(new StatusCommand(), "--management", "9090").exitCode())
                .isEqualTo(2);
    }
}
