package dev.sluice.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.filter.HeaderModification;
import dev.sluice.config.filter.HeaderModification.HeaderValue;
import dev.sluice.config.filter.PathModification;
import dev.sluice.config.filter.Rewrite;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.match.PathMatch;
import dev.sluice.config.route.Route;
import dev.sluice.route.RecordingBackend.Recorded;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A path is served by the route that the backend, of whatever kind, would take it for, or refused. Beside an open route
 * stands a protected one: nothing that a backend resolves to the protected path may come by the open route.
 */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
class PathMatrixTest {

    /** How the protected route matches, and whether the open one rewrites. */
    enum Kind {
        EXACT,
        PREFIX,
        REGEX,
        REWRITE
    }

    @SuppressWarnings("NullAway.Init")
    private static RecordingBackend backend;

    @SuppressWarnings("NullAway.Init")
    private static DataPlaneFixture gateway;

    private static int version;
    private static @Nullable Kind served;

    @Parameter
    @SuppressWarnings("NullAway.Init")
    LaneSetting lane;

    @BeforeParameterizedClassInvocation
    static void start(LaneSetting lane) {
        backend = new RecordingBackend();
        gateway = DataPlaneFixture.with(lane);
        served = null;
    }

    @AfterParameterizedClassInvocation
    static void stop() throws IOException {
        gateway.close();
        backend.close();
    }

    /** The protected path, hidden in as many ways as there are, and paths that are what they are. */
    static List<String> paths() {
        List<String> paths = new ArrayList<>(List.of(
                "/",
                "/admin",
                "/admin/",
                "/admin/x",
                "/administrator",
                "/open",
                "/open/",
                "/open/admin",
                "/open/x?y=/admin",
                "//admin",
                "///admin",
                "/open//admin",
                "//open/x",
                "/open//x",
                "/admin//x",
                "/.",
                "/..",
                "/./admin",
                "/../admin",
                "/open/../admin",
                "/open/./../admin",
                "/open/.../admin",
                "/open/x/../../admin",
                "/open/..//admin",
                "//..//admin",
                "/open//../admin",
                "/open//../../admin",
                "/admin/..",
                "/admin/../open",
                "/admin/.",
                "/admin/./x",
                "/%61dmin",
                "/%61%64%6d%69%6e",
                "/admi%6E",
                "/%2561dmin",
                "/%41dmin",
                "/ADMIN",
                "/%2e/admin",
                "/%2E/admin",
                "/open/%2e%2e/admin",
                "/open/%2E%2E/admin",
                "/open/.%2e/admin",
                "/open/%2e./admin",
                "/open/%252e%252e/admin",
                "/open/%2e%2e%2fadmin",
                "/open/..%2fadmin",
                "/open/..%2Fadmin",
                "/open%2f../admin",
                "/open%2f..%2fadmin",
                "/open/%2e%2e%5cadmin",
                "/open/..%5cadmin",
                "/open/..\\admin",
                "/open\\..\\admin",
                "/\\admin",
                "\\admin",
                "/%5cadmin",
                "/open%5c..%5cadmin",
                "/%2fadmin",
                "/%2Fadmin",
                "/%2f%2fadmin",
                "/open%2fadmin",
                "/open%2fx",
                "/admin%2fx",
                "/admin%2F",
                "/admin%2f..%2fopen",
                "/open/x%2fy",
                "/open/%20",
                "/open/%20admin",
                "/admin%20",
                "/admin;x",
                "/admin;x=y",
                "/admin;",
                "/;/admin",
                "/;x/admin",
                "/;x=y/admin",
                "/open;x/admin",
                "/open;x",
                "/open/x;y=z",
                "/open/..;/admin",
                "/open/..;x=y/admin",
                "/open/.;/admin",
                "/open/;/../admin",
                "/open/%2e%2e;/admin",
                "/open/..%3b/admin",
                "/open/..%3Bx/admin",
                "/admin%3bx",
                "/admin%3b",
                "/%3bx/admin",
                "/admin;/x",
                "/admin;x/x",
                "/open/%00",
                "/admin%00",
                "/%00admin",
                "/open%00/../admin",
                "/admin%0",
                "/admin%",
                "/%zzadmin",
                "/%u0061dmin",
                "/open/%c0%ae%c0%ae/admin",
                "/open/..%c0%afadmin",
                "/%c0%afadmin",
                "/%e0%80%afadmin",
                "/%c1%a1dmin",
                "/open/%ff",
                "/open/%c3%a9",
                "/open/%C3%A9",
                "/adm\u00efn",
                "/admin#",
                "/open#/../admin",
                "/open?/../admin",
                "/admin?x",
                "/admin?",
                "/open/|",
                "/open/^",
                "/open/{x}",
                "/open/\"",
                "/open/`",
                "/open/<x>",
                "/open/[x]",
                "/open/~",
                "/open/%7e",
                "/open/!$&'()*+,=:@",
                "http://a.test/admin",
                "http://a.test//admin",
                "http://a.test/open/../admin",
                "http://a.test/open/..%2fadmin",
                "http://a.test",
                "http://a.test?x",
                "http://a.test/%61dmin",
                "HTTP://a.test/open",
                "http://u@a.test/admin",
                "*",
                "admin",
                "../admin",
                "./admin",
                "/open/%2525",
                "/open/%23",
                "/open/%3f",
                "/admin%3fx",
                "/admin%23x",
                "/admin%09",
                "/open/a%0d%0ab",
                "/%61dmin/%2e%2e",
                "/.admin",
                "/admin.",
                "/..admin",
                "/admin..",
                "/open/...",
                "/open/..x/admin",
                "/%61dmin%2fx",
                "//%61dmin;x",
                "/;%2fadmin",
                "/open//%61dmin",
                "/%2f;x/%61dmin//x"));
        return paths;
    }

    static Stream<Arguments> cases() {
        return Stream.of(Kind.values()).flatMap(kind -> paths().stream().map(path -> Arguments.of(kind, path)));
    }

    private static void serve(Kind kind) {
        PathMatch secret = switch (kind) {
            case EXACT -> new PathMatch.Exact("/admin");
            case PREFIX, REWRITE -> new PathMatch.Prefix("/admin");
            case REGEX -> new PathMatch.Regex("/admin(/.*)?");
        };
        RouteFilter rewrite =
                new RouteFilter.UrlRewrite(new Rewrite(null, new PathModification.ReplacePrefixMatch("/inner")));
        Route open = kind == Kind.REWRITE
                ? Configs.route("open", new PathMatch.Prefix("/"), named("open"), rewrite)
                : Configs.route("open", new PathMatch.Prefix("/"), named("open"));
        gateway.apply(Configs.of(
                ++version, gateway.dataPort, backend.port(), open, Configs.route("admin", secret, named("admin"))));
    }

    private static RouteFilter named(String route) {
        return new RouteFilter.RequestHeaderModifier(
                new HeaderModification(List.of(new HeaderValue("x-route", route)), List.of(), List.of()));
    }

    private static boolean isSecret(Kind kind, String path) {
        return path.equals("/admin") || (kind != Kind.EXACT && path.startsWith("/admin/"));
    }

    @Test
    void theMatrixIsLarge() {
        assertThat(paths()).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(120);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void noBackendResolvesItToAnotherRoute(Kind kind, String target) throws IOException {
        if (served != kind) {
            serve(kind);
            served = kind;
        }
        backend.requests().clear();
        String answer = get(target);
        if (backend.requests().isEmpty()) {
            assertThat(answer).startsWith("HTTP/1.1 400 ").contains("connection: close");
            return;
        }
        assertThat(answer).startsWith("HTTP/1.1 200 ");
        Recorded seen = backend.requests().getFirst();
        String path = path(seen.target());
        boolean secret = seen.head().contains("\r\nx-route: admin\r\n");
        if (kind == Kind.REWRITE && !secret) {
            assertThat(path).startsWith("/inner");
            path = path.equals("/inner") ? "/" : path.substring("/inner".length());
        }
        assertThat(PathOracle.resolve(path))
                .allSatisfy(resolved -> assertThat(isSecret(kind, resolved)).isEqualTo(secret));
    }

    private static String path(String target) {
        int mark = target.indexOf('?');
        return mark < 0 ? target : target.substring(0, mark);
    }

    private static String get(String target) throws IOException {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.dataPort)) {
            client.setSoTimeout(10_000);
            String request = "GET " + target + " HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n";
            client.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
