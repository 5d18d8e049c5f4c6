package dev.sluice.edge.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.filter.HeaderModification;
import dev.sluice.config.filter.HeaderModification.HeaderValue;
import dev.sluice.config.filter.PathModification;
import dev.sluice.config.filter.Rewrite;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.match.PathMatch;
import dev.sluice.config.route.Route;
import dev.sluice.edge.wire.RecordingBackend.Recorded;
import dev.sluice.route.Configs;
import dev.sluice.route.DataPlaneFixture;
import dev.sluice.route.DataPlanes;
import dev.sluice.route.LaneSetting;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.testkit.QuietLog;
import dev.sluice.testkit.RawClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A path is served by the route that the backend, of whatever kind, would take it for, or refused. Next to an open
 * route is a protected one: nothing that a backend resolves to the protected path may come by the open route.
 */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
@ExtendWith({DataPlanes.Shared.class, LeakDetection.class})
class PathMatrixTest {

    @RegisterExtension
    static final QuietLog LOG = QuietLog.except("sluice.access");

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
    static void start(LaneSetting lane, DataPlanes planes) {
        backend = new RecordingBackend();
        gateway = planes.with(lane);
        served = null;
    }

    @AfterParameterizedClassInvocation
    static void stop() throws IOException {
        backend.close();
    }

    /** What becomes of a target: which of the two routes serves it, or that it is refused. */
    enum Fate {
        OPEN,
        ADMIN,
        REFUSED
    }

    /**
     * The protected path, hidden in as many ways as there are, and paths that are what they are; before each its fate
     * for each kind in turn. What is refused without need is seen here only: it passes every law.
     */
    static List<String> fates() {
        try (InputStream in = Objects.requireNonNull(PathMatrixTest.class.getResourceAsStream("paths.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<Arguments> cases() {
        List<Kind> kinds = List.of(Kind.values());
        int all = kinds.size();
        return kinds.stream()
                .flatMap(kind -> fates().stream()
                        .map(line -> line.split(" ", all + 1))
                        .map(parts -> Arguments.of(kind, parts[all], Fate.valueOf(parts[kinds.indexOf(kind)]))));
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
        assertThat(fates()).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(150);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void noBackendResolvesItToAnotherRoute(Kind kind, String target, Fate fate) throws IOException {
        if (served != kind) {
            serve(kind);
            served = kind;
        }
        backend.requests().clear();
        String answer = get(target);
        if (backend.requests().isEmpty()) {
            assertThat(answer).startsWith("HTTP/1.1 400 ").contains("connection: close");
            assertThat(Fate.REFUSED).isEqualTo(fate);
            return;
        }
        assertThat(answer).startsWith("HTTP/1.1 200 ");
        Recorded seen = backend.requests().getFirst();
        boolean secret = seen.head().contains("\r\nx-route: admin\r\n");
        assertThat(PathOracle.resolve(path(kind, seen, secret)))
                .allSatisfy(resolved -> assertThat(isSecret(kind, resolved)).isEqualTo(secret));
        assertThat(secret ? Fate.ADMIN : Fate.OPEN).isEqualTo(fate);
    }

    /** What was forwarded, before the rewrite. */
    private static String path(Kind kind, Recorded seen, boolean secret) {
        String path = path(seen.target());
        if (kind != Kind.REWRITE || secret) {
            return path;
        }
        assertThat(path).startsWith("/inner");
        return path.equals("/inner") ? "/" : path.substring("/inner".length());
    }

    private static String path(String target) {
        int mark = target.indexOf('?');
        return mark < 0 ? target : target.substring(0, mark);
    }

    private static String get(String target) throws IOException {
        try (RawClient client = RawClient.to(gateway.dataPort)) {
            return client.send("GET " + target + " HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n")
                    .readAll();
        }
    }
}
