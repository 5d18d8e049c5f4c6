package dev.sluice.app.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CollectCommandTest {

    /** Part of everything that no entry may have. */
    private static final String PLANTED = "planted-5ae1";

    @TempDir
    private Path folder;

    @TempDir
    private Path elsewhere;

    private Path zip() {
        return elsewhere.resolve("support.zip");
    }

    private Shell collect(String... arguments) {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        all[0] = "-f";
        all[1] = zip().toString();
        return Shell.run(new CommandLine(new CollectCommand()), elsewhere, all);
    }

    private Map<String, String> entries() throws IOException {
        Map<String, String> entries = new TreeMap<>();
        try (var in = new ZipInputStream(Files.newInputStream(zip()))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return entries;
    }

    @Nested
    class AFolder {

        @Test
        void isCollectedWithoutAnySecretOfIt() throws IOException {
            Files.writeString(folder.resolve("a.yaml"), Folder.GATEWAY + "---\n" + Folder.route("shop", "shop") + """
                            filters:
                            - type: RequestHeaderModifier
                              requestHeaderModifier: {set: [{name: authorization, value: "Basic planted-5ae1, [x]"}]}
                          - matches:
                            - path: {value: /b}
                              headers: [{name: x-api-key, value: planted-5ae1}]
                              queryParams: [{name: token, value: planted-5ae1}]
                            backendRefs:
                            - name: shop
                              port: 8080
                              filters:
                              - type: RequestHeaderModifier
                                requestHeaderModifier: {add: [{name: x-key, value: planted-5ae1}]}
                        ---
                        apiVersion: v1
                        kind: Secret
                        metadata: {name: keys}
                        stringData: {one: planted-5ae1-secret}
                        """);

            Shell shown = collect(folder.toString());

            assertThat(shown.exitCode()).as(shown.err()).isZero();
            assertThat(shown.out()).endsWith("written: FOLDER/support.zip\n");
            assertThat(entries()).containsOnlyKeys("about.txt", "problems.json", "status.json", "config.json");
            assertThat(entries().get("config.json"))
                    .contains("RequestHeaderModifier[…]")
                    .contains("path prefix /b && …");
            assertThat(entries().values()).noneMatch(text -> text.contains(PLANTED));
        }

        @Test
        void withASecretThatCannotBeReadIsCollectedWithoutItsValue() throws IOException {
            Files.writeString(folder.resolve("a.yaml"), Folder.GATEWAY + """
                    ---
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: keys}
                    data: {one: "not base64: planted-5ae1", two: [planted-5ae1]}
                    """);

            collect(folder.toString());

            assertThat(entries().get("problems.json")).contains("Secret default/keys");
            assertThat(entries().values()).noneMatch(text -> text.contains(PLANTED));
        }
    }

    @Nested
    class AGateway {

        @Test
        void isCollectedAsFarAsItAnswers() throws IOException {
            try (var gateway = new Actuator(Map.of(
                    "/actuator/sluice",
                    "{\"version\": 3}",
                    "/actuator/sluice/config",
                    "{\"sockets\": [], \"next\": \"a/b\"}",
                    "/actuator/sluice/config?after=a%2Fb",
                    "{\"sockets\": [], \"next\": null}",
                    "/actuator/prometheus",
                    "sluice_routes 1\n",
                    "/actuator/env",
                    """
                    {"propertySources": [{"properties": {
                      "spring.data.redis.password": {"value": "planted-5ae1"},
                      "spring.data.redis.url": {"value": "redis://user:planted-5ae1@redis"},
                      "ssl.key": {"value": "-----BEGIN PRIVATE KEY-----\\nplanted-5ae1"},
                      "sluice.lane": {"value": "auto"}}}], "accessToken": "planted-5ae1"}"""))) {

                Shell shown = collect("--management", gateway.place());

                assertThat(shown.exitCode()).as(shown.err()).isZero();
                assertThat(entries())
                        .containsOnlyKeys(
                                "about.txt",
                                "overview.json",
                                "config.json",
                                "config-2.json",
                                "env.json",
                                "metrics.txt");
                assertThat(entries().get("about.txt"))
                        .startsWith("sluice collect of ")
                        .contains("threaddump: ")
                        .contains("metrics.txt: 16 bytes");
                assertThat(entries().get("env.json"))
                        .contains("\"auto\"")
                        .contains("redis://******@redis")
                        .doesNotContain(PLANTED);
            }
        }

        @Test
        void thatDoesNotAnswerIsReportedAndNothingIsWritten() {
            Shell shown = collect("--management", "127.0.0.1:1");

            assertThat(shown.exitCode()).isEqualTo(1);
            assertThat(shown.err()).startsWith("sluice: http://127.0.0.1:1: no gateway answers");
            assertThat(zip()).doesNotExist();
        }
    }

    @Test
    void aFileThatExistsIsNotOverwritten() throws IOException {
        Files.writeString(folder.resolve("a.yaml"), Folder.GATEWAY);
        Files.writeString(zip(), "mine");

        Shell shown = collect(folder.toString());

        assertThat(shown)
                .isEqualTo(new Shell(1, "", "sluice: FOLDER/support.zip: the file exists; name another by -f\n"));
        assertThat(Files.readString(zip())).isEqualTo("mine");
    }
}
