package dev.sluice.mesh.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.mesh.FailureMode;
import dev.sluice.mesh.Steered;
import dev.sluice.mesh.SteeringFailure;
import dev.sluice.testkit.NeedsProgram;
import dev.sluice.testkit.NetworkNamespace;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two agents of one installation on one node, as while one is replaced by another. */
@NeedsProgram("nft")
class TakeoverTest {

    private static final Steered OPEN = new Steered("10.96.0.10", 80, FailureMode.OPEN);
    private static final Steered CLOSED = new Steered("10.96.0.11", 80, FailureMode.CLOSED);
    private static final Steered CLOSED6 = new Steered("fd96::10", 80, FailureMode.CLOSED);
    private static final Steered KEPT = new Steered("10.96.0.11", 81, FailureMode.CLOSED);
    private static final String BACKEND = "backend 10.77.0.2";
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofHours(1);

    @SuppressWarnings("NullAway.Init")
    private static Node node;

    private final List<NftSteering> agents = new ArrayList<>();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @BeforeAll
    static void build() throws Exception {
        assumeThat(NetworkNamespace.isPossible()).isTrue();
        node = new Node();
    }

    @AfterAll
    static void remove() throws Exception {
        if (node != null) {
            node.close();
        }
    }

    @AfterEach
    void end() throws SteeringFailure {
        agents.forEach(NftSteering::close);
        try (var last = new NftSteering(Node.AGENT, node.nft())) {
            last.steer(Set.of());
        }
        assertThat(node.rules()).doesNotContain("sluice");
    }

    private NftSteering agent(NodeAgent agent, Duration betweenLooks) {
        var steering = new NftSteering(agent, node.nft(), folder.resolve("closed.nft"), betweenLooks);
        agents.add(steering);
        return steering;
    }

    private NftSteering agent(AgentAddress address) {
        return agent(new NodeAgent(address), LONG);
    }

    private static String ask(Steered port) throws Exception {
        return node.ask(port.clusterIp(), port.port());
    }

    @Test
    void newestHasNewConnections() throws Exception {
        NftSteering before = agent(Node.AGENT);
        NftSteering after = agent(Node.NEXT);
        before.steer(Set.of(OPEN, CLOSED, CLOSED6));
        assertThat(ask(OPEN)).startsWith("agent ");

        after.steer(Set.of(OPEN, CLOSED, CLOSED6));

        assertThat(List.of(ask(OPEN), ask(CLOSED), ask(CLOSED6))).allMatch(answer -> answer.startsWith("next "));
        assertThat(before.isInEffect()).isTrue();
        before.close();
        assertThat(List.of(ask(OPEN), ask(CLOSED), ask(CLOSED6))).allMatch(answer -> answer.startsWith("next "));
        after.close();
        assertThat(ask(OPEN)).isEqualTo(BACKEND);
    }

    @Test
    void newestThatEndsGivesBackWhatItTookOver() throws Exception {
        agent(Node.AGENT).steer(Set.of(OPEN, CLOSED));
        NftSteering after = agent(Node.NEXT);
        after.steer(Set.of(OPEN, CLOSED));

        after.close();

        assertThat(List.of(ask(OPEN), ask(CLOSED))).allMatch(answer -> answer.startsWith("agent "));
    }

    @Test
    void noConnectionIsRefusedOrPassesTheAgentsWhileTheyTakeOver() throws Exception {
        Set<String> answers = ConcurrentHashMap.newKeySet();
        var asked = new AtomicInteger();
        var isOver = new AtomicBoolean();
        NftSteering serving = agent(new NodeAgent(Node.AGENT), SHORT);
        serving.steer(Set.of(OPEN, CLOSED));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> loops = List.of(
                    threads.submit(() -> askUntil(isOver, OPEN, answers, asked)),
                    threads.submit(() -> askUntil(isOver, CLOSED, answers, asked)));
            try {
                takeOver(serving, () -> {
                    int before = asked.get();
                    await().until(() ->
                            asked.get() > before + 2 || loops.stream().anyMatch(Future::isDone));
                });
            } finally {
                isOver.set(true);
            }
            for (Future<?> loop : loops) {
                loop.get();
            }
        }
        assertThat(answers)
                .containsExactlyInAnyOrder(
                        "agent 10.77.0.2 10.96.0.10 80",
                        "next 10.77.0.2 10.96.0.10 80",
                        "agent 10.77.0.2 10.96.0.11 80",
                        "next 10.77.0.2 10.96.0.11 80");
    }

    /** Each agent takes over from the one before, which then ends, and is asked for a while. */
    private void takeOver(NftSteering first, Runnable askedForAWhile) throws Exception {
        NftSteering serving = first;
        for (int i = 0; i < 30; i++) {
            NftSteering next = agent(new NodeAgent(i % 2 == 0 ? Node.NEXT : Node.AGENT), SHORT);
            next.steer(Set.of(OPEN, CLOSED));
            serving.close();
            serving = next;
            askedForAWhile.run();
            // Agents take over at most as often as they move to the first place; otherwise the places would run out.
            await().until(() -> !node.rules().contains("table inet sluice_2 {"));
        }
    }

    private static @Nullable Void askUntil(AtomicBoolean isOver, Steered port, Set<String> answers, AtomicInteger asked)
            throws Exception {
        while (!isOver.get()) {
            answers.add(ask(port));
            asked.incrementAndGet();
        }
        return null;
    }

    @Test
    void openConnectionsStayWithTheirAgent() throws Exception {
        NftSteering before = agent(Node.AGENT);
        before.steer(Set.of(KEPT));
        try (Socket kept = node.connect(KEPT.clusterIp(), KEPT.port())) {
            assertThat(echo(kept)).isEqualTo('a');
            agent(Node.NEXT).steer(Set.of(KEPT));
            assertThat(echo(kept)).isEqualTo('a');
            before.close();
            assertThat(echo(kept)).isEqualTo('a');
        }
    }

    private static int echo(Socket socket) throws Exception {
        socket.getOutputStream().write('a');
        return socket.getInputStream().read();
    }

    @Test
    void newestSaysWhatIsClosed() throws Exception {
        NftSteering before = agent(Node.AGENT);
        before.steer(Set.of(CLOSED));
        NftSteering after = agent(Node.NEXT);
        after.steer(Set.of(CLOSED));

        before.steer(Set.of(OPEN));
        before.close();
        assertThat(node.rules()).contains("10.96.0.11 . 80");
        assertThat(Files.readString(folder.resolve("closed.nft"))).contains("10.96.0.11 . 80");

        after.steer(Set.of(CLOSED6));
        assertThat(node.rules()).doesNotContain("10.96.0.11 . 80").contains("fd96::10 . 80");
        assertThat(Files.readString(folder.resolve("closed.nft"))).doesNotContain("10.96.0.11 . 80");
    }

    @Test
    void olderThatIsTheNewestAgainSaysWhatIsClosed() throws Exception {
        NftSteering before = agent(Node.AGENT);
        before.steer(Set.of(CLOSED));
        NftSteering after = agent(Node.NEXT);
        after.steer(Set.of(CLOSED));
        after.close();

        before.steer(Set.of(CLOSED6));

        assertThat(node.rules()).doesNotContain("10.96.0.11 . 80").contains("fd96::10 . 80");
        assertThat(ask(CLOSED)).isEqualTo(BACKEND);
        before.close();
        node.stopAgent();
        assertThat(ask(CLOSED6)).isEqualTo("refused");
        node.startAgent();
    }

    @Test
    void olderWhoseProcessIsStartedAgainStaysTheOlder() throws Exception {
        NftSteering before = agent(Node.AGENT);
        before.steer(Set.of(OPEN));
        ProcessHandle nft = ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("/nft"))
                .findFirst()
                .orElseThrow();
        agent(Node.NEXT).steer(Set.of(OPEN, CLOSED));

        nft.destroyForcibly();
        nft.onExit().get();
        await().until(before::isInEffect);

        assertThat(List.of(ask(OPEN), ask(CLOSED))).allMatch(answer -> answer.startsWith("next "));
        assertThat(node.rules()).contains("10.96.0.11 . 80");
    }

    @Test
    void newestTakesTheFirstPlaceOnceOthersHaveEnded() throws Exception {
        NftSteering before = agent(Node.AGENT);
        before.steer(Set.of(OPEN));
        agent(new NodeAgent(Node.NEXT), SHORT).steer(Set.of(OPEN, CLOSED));
        assertThat(node.rules()).contains("table inet sluice {", "table inet sluice_2 {");

        before.close();

        await().until(() -> !node.rules().contains("table inet sluice_2 {"));
        assertThat(node.rules()).contains("table inet sluice {");
        assertThat(List.of(ask(OPEN), ask(CLOSED))).allMatch(answer -> answer.startsWith("next "));
    }

    @Test
    void portOfTheActuatorLeadsToTheNewest() throws Exception {
        InetAddress address = InetAddress.ofLiteral("10.77.0.1");
        // The sockets of the agents answer here, too.
        agent(new NodeAgent(Node.AGENT, new ActuatorAddress(address, 15_007, 15_006), ""), LONG)
                .steer(Set.of());
        assertThat(node.ask("10.77.0.1", 15_007)).startsWith("agent 10.77.0.2 ");
        assertThat(fromTheNode(address)).startsWith("agent 10.77.0.1 ");

        NftSteering after = agent(new NodeAgent(Node.NEXT, new ActuatorAddress(address, 15_007, 15_008), ""), LONG);
        after.steer(Set.of());

        assertThat(node.ask("10.77.0.1", 15_007)).startsWith("next 10.77.0.2 ");
        assertThat(fromTheNode(address)).startsWith("next 10.77.0.1 ");
        after.close();
        assertThat(fromTheNode(address)).startsWith("agent 10.77.0.1 ");
    }

    private static String fromTheNode(InetAddress address) throws Exception {
        Callable<Socket> connect = () -> {
            var socket = new Socket();
            socket.connect(new InetSocketAddress(address, 15_007), 5_000);
            socket.setSoTimeout(5_000);
            return socket;
        };
        try (Socket socket = node.node.call(connect)) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
