package dev.sluice.program;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.filter.PathModification.ReplaceFullPath;
import dev.sluice.config.filter.PathModification.ReplacePrefixMatch;
import dev.sluice.config.filter.Redirect;
import dev.sluice.config.filter.RouteFilter.RequestRedirect;
import dev.sluice.config.filter.RouteFilter.ResponseHeaderModifier;
import dev.sluice.config.route.RuleAction.Forward;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RedirectTest {

    private final Programs programs = new Programs();

    @AfterEach
    void close() {
        programs.close();
    }

    /** HTTPRequestRedirectFilter.port, and the cases of the conformance tests HTTPRouteRedirectPortAndScheme. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "http, 80, -, -, -, http://shop.example.com/foo/a?q=1",
                "http, 8080, -, -, -, http://shop.example.com:8080/foo/a?q=1",
                "https, 443, -, -, -, https://shop.example.com/foo/a?q=1",
                "https, 8443, -, -, -, https://shop.example.com:8443/foo/a?q=1",
                "http, 8080, https, -, -, https://shop.example.com/foo/a?q=1",
                "http, 80, https, -, 443, https://shop.example.com/foo/a?q=1",
                "http, 80, https, -, 8443, https://shop.example.com:8443/foo/a?q=1",
                "http, 80, -, -, 8083, http://shop.example.com:8083/foo/a?q=1",
                "https, 443, http, -, 80, http://shop.example.com/foo/a?q=1",
                "https, 443, http, -, 443, http://shop.example.com:443/foo/a?q=1",
                "http, 80, -, example.org, -, http://example.org/foo/a?q=1",
                "http, 8080, -, example.org, -, http://example.org:8080/foo/a?q=1",
                "http, 8080, http, example.org, -, http://example.org/foo/a?q=1",
                "https, 8443, -, example.org, 443, https://example.org/foo/a?q=1",
                "https, 443, -, -, 80, https://shop.example.com:80/foo/a?q=1",
                "http, 8080, https, example.org, 9443, https://example.org:9443/foo/a?q=1",
            })
    void locationFollowsSchemeAndPort(
            String spoken, int listener, String scheme, String host, Integer port, String location) {
        RuleProgram program = redirecting(new Redirect(scheme, host, null, port, 302));
        assertThat(programs.head(program, programs.get().to(spoken, "shop.example.com:1234", listener))
                        .headers()
                        .get("location"))
                .isEqualTo(location);
    }

    /** Where the Listener's port is opened as 8080. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, -, -, http://shop.example.com:8080/foo/a?q=1",
                "-, example.org, -, http://example.org:8080/foo/a?q=1",
                "-, -, 80, http://shop.example.com/foo/a?q=1",
                "https, -, -, https://shop.example.com/foo/a?q=1",
            })
    void aClientThatAskedForThePortThatIsOpenIsSentThereAgain(
            String scheme, String host, Integer port, String location) {
        RuleProgram program = redirecting(new Redirect(scheme, host, null, port, 302));
        assertThat(programs.head(program, programs.get().to("http", "shop.example.com:8080", 80))
                        .headers()
                        .get("location"))
                .isEqualTo(location);
    }

    @ParameterizedTest
    @CsvSource({"301", "302", "303", "307", "308"})
    void statusIsTheRoutesChoiceAndThereIsNoBody(int status) {
        RuleProgram program = redirecting(new Redirect(null, null, null, null, status));
        ProgramResponse response = programs.head(program, programs.get());
        assertThat(response.status().code()).isEqualTo(status);
        assertThat(response.headers().get("content-length")).isEqualTo("0");
        assertThat(response.reason()).isEqualTo("redirect");
        assertThat(Programs.text(response)).isEmpty();
    }

    @Test
    void pathIsReplacedAndTheQueryStays() {
        assertThat(location(new Redirect(null, null, new ReplacePrefixMatch("/bar"), null, 302)))
                .isEqualTo("http://shop.example.com/bar/a?q=1");
        assertThat(location(new Redirect(null, null, new ReplacePrefixMatch("/"), null, 302)))
                .isEqualTo("http://shop.example.com/a?q=1");
        assertThat(location(new Redirect(null, null, new ReplaceFullPath("/x"), null, 302)))
                .isEqualTo("http://shop.example.com/x?q=1");
    }

    @Test
    void addressInBracketsKeepsThem() {
        RuleProgram program = redirecting(new Redirect(null, null, null, null, 302));
        assertThat(programs.head(program, programs.get().to("http", "[::1]:1234", 80))
                        .headers()
                        .get("location"))
                .isEqualTo("http://[::1]/foo/a?q=1");
    }

    @Test
    void requestWithoutHostIsNotSentToAnotherServer() {
        RuleProgram program = redirecting(new Redirect(null, null, new ReplaceFullPath("//evil.test/"), null, 302));
        assertThat(programs.head(program, programs.get().to("http", "", 80))
                        .headers()
                        .get("location"))
                .isEqualTo("/evil.test/?q=1");
    }

    @Test
    void responseHeadersAreModified() {
        RuleProgram program = programs.compile(Programs.rule(
                List.of(
                        new ResponseHeaderModifier(Programs.setting("x-by", "sluice")),
                        new RequestRedirect(new Redirect(null, null, null, null, 302))),
                new Forward(List.of())));
        assertThat(programs.head(program, programs.get()).headers().get("x-by")).isEqualTo("sluice");
    }

    private String location(Redirect redirect) {
        return requireNonNull(
                programs.head(redirecting(redirect), programs.get()).headers().get("location"));
    }

    private RuleProgram redirecting(Redirect redirect) {
        return programs.compile(Programs.rule(List.of(new RequestRedirect(redirect)), new Forward(List.of())));
    }
}
