package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.config.GatewayConfig;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.match.Hostname;
import dev.sluice.graph.Graph;
import dev.sluice.pipeline.AcceptedChange;
import dev.sluice.pipeline.ObjectChange;
import dev.sluice.pipeline.PipelineState;
import dev.sluice.publish.Served;
import dev.sluice.publish.Served.SocketState;
import dev.sluice.resource.Changes;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.ObjectName;
import dev.sluice.source.Problem;
import dev.sluice.source.Problem.Severity;
import dev.sluice.testkit.ExpectsErrorLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

@ExpectsErrorLog({"unknown field; remove it", "what was served before is still served"})
class ConsoleTest {

    private static final Problem ERROR =
            new Problem(Severity.ERROR, "shop.yaml:1:2", "HTTPRoute a/b", "spec.x", "unknown field", "remove it");
    private static final Problem WARNING =
            new Problem(Severity.WARNING, "shop.yaml", null, null, "not read", "move it");

    private final Logger logger = (Logger) LoggerFactory.getLogger(Console.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    private PipelineState state = PipelineState.NOTHING;
    private List<String> ruleProblems = List.of();
    private final Console console =
            new Console(() -> state, () -> ruleProblems, new StartSummary("Sluice 1", "the folder"));

    @BeforeEach
    void listen() {
        log.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(log);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(log);
        logger.setLevel(null);
    }

    /** Each line with its level, since the last call. */
    private List<String> told() {
        List<String> told = log.list.stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
        log.list.clear();
        return told;
    }

    private static ListenerSocket socket(int port, String... listeners) {
        return new ListenerSocket(
                new PortId("ns", "gw", port),
                List.of(new BindAddress("0.0.0.0", port)),
                SocketProtocol.HTTP,
                Stream.of(listeners)
                        .map(name -> new Listener(new ListenerId("ns", "gw", name), Hostname.ANY, List.of(), List.of()))
                        .toList());
    }

    private static PipelineState serving(
            List<ListenerSocket> sockets, Map<PortId, SocketState> open, Problem... problems) {
        GatewayConfig config = new GatewayConfig(1, sockets, List.of());
        return new PipelineState(
                ClusterState.EMPTY, Graph.EMPTY, config, new Served(1, open), List.of(), List.of(problems), null);
    }

    private static AcceptedChange change(int objects) {
        return new AcceptedChange(
                7,
                IntStream.range(0, objects)
                        .mapToObj(i -> new ObjectChange(
                                List.of(Changes.Change.values()).get(i % 3),
                                "HTTPRoute",
                                new ObjectName("ns", "r" + i)))
                        .toList(),
                Duration.ofMillis(12));
    }

    @Nested
    class TheStart {

        @Test
        void namesEachSocketAndWhereItIsOpen() {
            ListenerSocket open = socket(80, "a", "b", "c", "d");
            ListenerSocket closed = socket(81, "e");
            ListenerSocket unknown = socket(82, "f");
            state = serving(
                    List.of(open, closed, unknown),
                    Map.of(
                            open.id(),
                            new SocketState.Open(
                                    List.of(new BindAddress("0.0.0.0", 8080), new BindAddress("::1", 8080))),
                            closed.id(),
                            new SocketState.Closed("port 8081 is in use")),
                    WARNING);

            console.accepted(change(1));

            List<String> told = told();
            assertThat(told.getFirst()).matches("INFO Sluice 1 serves the folder, \\d+\\.\\d s after its start");
            assertThat(told.subList(1, told.size()))
                    .containsExactly(
                            "INFO   Gateway ns/gw:80 HTTP on 0.0.0.0:8080, [::1]:8080: a (*), b (*), c (*)",
                            "INFO   Gateway ns/gw:81 HTTP is not open: e (*)",
                            "INFO   Gateway ns/gw:82 HTTP is not open: f (*)",
                            "INFO   routes: 0, backends: 0, problems: 1");
        }

        @Test
        void showsEightSocketsAndCountsTheRest() {
            state = serving(
                    IntStream.range(0, 10)
                            .mapToObj(i -> socket(8000 + i, "http"))
                            .toList(),
                    Map.of());

            console.accepted(change(1));

            assertThat(told()).hasSize(11).contains("INFO   and 2 more sockets");
        }
    }

    @Nested
    class AChange {

        @BeforeEach
        void start() {
            console.accepted(change(0));
            told();
        }

        @Test
        void namesThreeObjectsAndCountsTheRest() {
            console.accepted(change(3));
            console.accepted(change(5));

            assertThat(told())
                    .containsExactly(
                            "INFO version 7 in 12 ms: HTTPRoute ns/r0 added, HTTPRoute ns/r1 changed, HTTPRoute ns/r2 removed",
                            "INFO version 7 in 12 ms: HTTPRoute ns/r0 added, HTTPRoute ns/r1 changed, HTTPRoute ns/r2 removed and 2 more");
        }

        @Test
        void namesThePortThatChanged() {
            serveOn(80);
            console.accepted(change(1));
            told();
            console.accepted(change(1));
            assertThat(told()).hasSize(1);

            serveOn(81);
            console.accepted(change(1));

            assertThat(told())
                    .endsWith(
                            "INFO Gateway ns/gw:81 HTTP on 0.0.0.0:81: a (*)",
                            "INFO no longer: Gateway ns/gw:80 HTTP on 0.0.0.0:80");
        }

        @Test
        void namesTenPortsAndCountsTheOthers() {
            serveOn(IntStream.range(8010, 8025).toArray());
            console.accepted(change(1));
            assertThat(told()).hasSize(12).endsWith("INFO and 5 more sockets that changed; /actuator/sluice lists all");
        }

        private void serveOn(int... ports) {
            List<ListenerSocket> sockets =
                    IntStream.of(ports).mapToObj(port -> socket(port, "a")).toList();
            state = serving(
                    sockets,
                    sockets.stream()
                            .collect(Collectors.toMap(ListenerSocket::id, it -> new SocketState.Open(it.addresses()))));
        }

        @Test
        void namesAProblemOfARuleOnceAndAgainWhenItCameBack() {
            ruleProblems = List.of("no such filter");
            console.accepted(change(1));
            console.accepted(change(1));
            ruleProblems = List.of();
            console.accepted(change(1));
            ruleProblems = List.of("no such filter");
            console.accepted(change(1));

            List<String> told = told();
            assertThat(told.stream().filter("WARN no such filter"::equals)).hasSize(2);
            assertThat(told.stream().filter("INFO no longer: no such filter"::equals))
                    .hasSize(1);
        }

        @Test
        void namesTenProblemsOfRulesAndCountsTheOthers() {
            ruleProblems = IntStream.range(10, 25).mapToObj(i -> "filter " + i).toList();
            console.accepted(change(1));
            assertThat(told())
                    .contains("WARN filter 19", "WARN and 5 more problems; /actuator/sluice lists them")
                    .doesNotContain("WARN filter 20");
            ruleProblems = List.of();
            console.accepted(change(1));
            assertThat(told())
                    .contains("INFO no longer: filter 19", "INFO no longer: 5 more problems")
                    .doesNotContain("INFO no longer: filter 20");
        }

        @Test
        void thatABugMadeFailHasItsStackTrace() {
            console.failed("translate", new IllegalStateException("planted"));

            assertThat(log.list.getFirst().getThrowableProxy().getMessage()).isEqualTo("planted");
            assertThat(told())
                    .containsExactly(
                            "ERROR translate failed, which is a bug; it is tried again, and what was served before is still served");
        }

        @Test
        void thatSucceedsAfterAllIsOneLine() {
            console.recovered("apply");

            assertThat(told()).containsExactly("INFO apply works again");
        }

        @Test
        void thatADiskRefusedIsOneLine() {
            console.failed("status", new UncheckedIOException(new IOException("disk full")));

            assertThat(log.list.getFirst().getThrowableProxy()).isNull();
            assertThat(told())
                    .containsExactly(
                            "ERROR status: java.io.IOException: disk full; it is tried again, and what was served before is still served");
        }
    }

    @Nested
    class Problems {

        /** An edit above it is no news. */
        @Test
        void ofAnObjectAreNotNamedAgainAtAnotherLine() {
            console.problems(List.of(ERROR));
            told();
            console.problems(List.of(new Problem(
                    Severity.ERROR, "shop.yaml:9:2", "HTTPRoute a/b", "spec.x", "unknown field", "remove it")));

            assertThat(told()).isEmpty();
        }

        @Test
        void areNamedOnceWithWhatIsServedMeanwhile() {
            console.problems(List.of(ERROR, WARNING));
            console.problems(List.of(ERROR, WARNING));
            console.problems(List.of());

            assertThat(told())
                    .containsExactly(
                            "ERROR shop.yaml:1:2 HTTPRoute a/b: spec.x: unknown field; remove it",
                            "WARN shop.yaml: not read; move it",
                            "WARN nothing is served until this is fixed",
                            "INFO no longer: shop.yaml:1:2 HTTPRoute a/b: spec.x: unknown field",
                            "INFO no longer: shop.yaml: not read");
        }

        @Test
        void thatStayAreNotNamedAgainWhenOthersCome() {
            console.problems(List.of(WARNING));
            told();
            console.problems(List.of(WARNING, of("cart", "no such Service")));

            assertThat(told())
                    .containsExactly("WARN HTTPRoute shop/cart: ResolvedRefs=False (BackendNotFound): no such Service");
        }

        @Test
        void thatAreGoneAreNamedWhileOthersStay() {
            console.problems(List.of(WARNING, of("cart", "no such Service")));
            told();
            console.problems(List.of(WARNING));

            assertThat(told())
                    .containsExactly(
                            "INFO no longer: HTTPRoute shop/cart: ResolvedRefs=False (BackendNotFound): no such Service");
        }

        @Test
        void ofWhichTheCauseChangesHaveOneLine() {
            console.problems(List.of(of("cart", "no such Service")));
            told();
            console.problems(List.of(of("cart", "no such port")));

            assertThat(told())
                    .containsExactly("WARN HTTPRoute shop/cart: ResolvedRefs=False (BackendNotFound): no such port");
        }

        @Test
        void areTenLinesAtMostAndACountWhenTheyComeAndWhenTheyGo() {
            var many = IntStream.range(0, 1_000)
                    .mapToObj(i -> of("r" + i, "no such Service"))
                    .toList();
            console.problems(many);
            assertThat(told()).hasSize(11).last().isEqualTo("WARN and 990 more problems; /actuator/sluice lists them");

            console.problems(List.of());
            assertThat(told()).hasSize(11).last().isEqualTo("INFO no longer: 990 more problems");
        }

        private static Problem of(String route, String message) {
            return new Problem(
                    Severity.WARNING,
                    null,
                    "HTTPRoute shop/" + route,
                    "ResolvedRefs=False (BackendNotFound)",
                    message,
                    "");
        }

        @Test
        void leaveOnWhatWasServedBefore() {
            console.accepted(change(0));
            told();
            console.problems(List.of(ERROR));

            assertThat(told()).last().isEqualTo("WARN the last good objects are served until this is fixed");
        }
    }
}
