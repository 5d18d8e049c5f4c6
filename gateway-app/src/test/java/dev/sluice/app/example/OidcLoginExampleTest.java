package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testkit.NeedsProgram;
import dev.sluice.testkit.OidcProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example with a provider, and curl as the browser. */
@NeedsProgram("curl")
class OidcLoginExampleTest {

    private static OidcProvider provider;
    private static RunningExample example;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws IOException {
        provider = new OidcProvider();
        example = RunningExample.start("oidc-login");
        example.edit("routes.yaml", "http://127.0.0.1:18090", provider.issuer());
        example.edit("routes.yaml", "example-secret", "'" + OidcProvider.SECRET + "'");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> example.to("shop", 80)
                                .header("Accept", "text/html")
                                .path("/")
                                .status()
                        == 302);
    }

    @AfterAll
    static void stop() {
        example.close();
        provider.close();
    }

    /** Follows redirects and keeps cookies in a file. */
    private String page(String path) throws Exception {
        return curl("-L", path);
    }

    private String curl(String option, String path) throws Exception {
        Path output = folder.resolve("output");
        String jar = folder.resolve("jar").toString();
        String url = "http://localhost:" + example.port("shop", 80) + path;
        int status = new ProcessBuilder(
                        "curl", "-s", "-i", option, "-b", jar, "-c", jar, "-H", "Accept: text/html", url)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        assertThat(status).isZero();
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    private static int redirects(String output) {
        return output.split("HTTP/1.1 302", -1).length - 1;
    }

    @Test
    void browserLogsInOnceAndOut() throws Exception {
        String first = page("/orders?n=1");
        assertThat(first).contains("\"x-user\" : \"alice\"", "/orders?n=1");
        assertThat(redirects(first)).isEqualTo(3);

        assertThat(redirects(page("/orders"))).isZero();

        // With -L, curl 7.88 keeps a cookie that the first of several responses takes away.
        assertThat(curl("-v", "/logout")).contains("post_logout_redirect_uri=", "welcome");
        assertThat(redirects(page("/orders"))).isEqualTo(3);
    }

    @Test
    void openPageNeedsNoLogin() {
        assertThat(example.to("shop", 80).path("/welcome").status()).isEqualTo(200);
    }
}
