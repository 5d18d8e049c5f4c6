package dev.sluice.mesh.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.mesh.FailureMode;
import dev.sluice.mesh.Steered;
import dev.sluice.mesh.SteeringFailure;
import dev.sluice.testkit.NeedsProgram;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two agents of one installation on one node, as while one is replaced by another. */
@NeedsProgram("nft")
class TakeoverTest extends NodeFixture {

    private static final Steered KEPT = new Steered("10.96.0.11", 81, FailureMode.CLOSED);
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofHours(1);

    private final List<NftSteering> agents = new ArrayList<>();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @AfterEach
    void end() throws SteeringFailure {
        agents.forEach(NftSteering::close);
        clear();
    }

    private NftSteering agent(NodeAgent agent, Duration betweenLooks) {
        var steering = new NftSteering(agent, node.nft(), folder.resolve("closed.nft"), betweenLooks);
        agents.add(steering);
        return steering;
    }

    private NftSteering agent(AgentAddress address) {
        return agent(new NodeAgent(address), LONG);
    }

    /** Two agents, of which the newer has taken over from the older. */
    private record Overlap(NftSteering older, NftSteering newer) {}

    private Overlap overlap(Steered... ports) throws SteeringFailure {
        NftSteering older = agent(Node.AGENT);
        older.steer(Set.of(ports));
        NftSteering newer = agent(Node.NEXT);
        newer.steer(Set.of(ports));
        return new Overlap(older, newer);
    }

    private static void assertServedBy(String agent, Steered... ports) throws Exception {
        for (Steered port : ports) {
            assertThat(ask(port)).startsWith(agent + " ");
        }
    }

    @Test
    void newestHasNewConnections() throws Exception {
        Overlap agents = overlap(OPEN, CLOSED, CLOSED6);

        assertServedBy("next", OPEN, CLOSED, CLOSED6);
        assertThat(agents.older().isInEffect()).isTrue();
        agents.older().close();
        assertServedBy("next", OPEN, CLOSED, CLOSED6);
        agents.newer().close();
        assertThat(ask(OPEN)).isEqualTo(BACKEND);
    }

    @Test
    void newestThatEndsGivesBackWhatItTookOver() throws Exception {
        Overlap agents = overlap(OPEN, CLOSED);

        agents.newer().close();

        assertServedBy("agent", OPEN, CLOSED);
    }

    @Test
    void noConnectionIsRefusedOrPassesTheAgentsWhileTheyTakeOver() throws Exception {
        NftSteering serving = agent(new NodeAgent(Node.AGENT), SHORT);
        serving.steer(Set.of(OPEN, CLOSED));
        var open = new Asking(node, OPEN);
        var closed = new Asking(node, CLOSED);
        try {
            takeOver(serving, open, closed);
        } finally {
            open.stop();
            closed.stop();
        }
        assertThat(open.answers())
                .containsExactlyInAnyOrder("agent 10.77.0.2 10.96.0.10 80", "next 10.77.0.2 10.96.0.10 80");
        assertThat(closed.answers())
                .containsExactlyInAnyOrder("agent 10.77.0.2 10.96.0.11 80", "next 10.77.0.2 10.96.0.11 80");
    }

    /** Each agent takes over from the one before, which then ends, and is asked for a while. */
    private void takeOver(NftSteering first, Asking open, Asking closed) throws Exception {
        NftSteering serving = first;
        for (int i = 0; i < 30; i++) {
            NftSteering next = agent(new NodeAgent(i % 2 == 0 ? Node.NEXT : Node.AGENT), SHORT);
            next.steer(Set.of(OPEN, CLOSED));
            serving.close();
            serving = next;
            int ofOpen = open.asked() + 2;
            int ofClosed = closed.asked() + 2;
            await().until(() -> open.hasAsked(ofOpen) && closed.hasAsked(ofClosed));
            // Agents take over at most as often as they move to the first place; otherwise the places would run out.
            await().until(() -> !node.rules().contains("table inet sluice_2 {"));
        }
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
        Overlap agents = overlap(CLOSED);

        agents.older().steer(Set.of(OPEN));
        agents.older().close();
        assertThat(node.rules()).contains("10.96.0.11 . 80");
        assertThat(Files.readString(folder.resolve("closed.nft"))).contains("10.96.0.11 . 80");

        agents.newer().steer(Set.of(CLOSED6));
        assertThat(node.rules()).doesNotContain("10.96.0.11 . 80").contains("fd96::10 . 80");
        assertThat(Files.readString(folder.resolve("closed.nft"))).doesNotContain("10.96.0.11 . 80");
    }

    @Test
    void olderThatIsTheNewestAgainSaysWhatIsClosed() throws Exception {
        Overlap agents = overlap(CLOSED);
        agents.newer().close();

        agents.older().steer(Set.of(CLOSED6));

        assertThat(node.rules()).doesNotContain("10.96.0.11 . 80").contains("fd96::10 . 80");
        assertThat(ask(CLOSED)).isEqualTo(BACKEND);
        agents.older().close();
        assertThat(askWithoutAgent(CLOSED6)).isEqualTo("refused");
    }

    @Test
    void olderWhoseProcessIsStartedAgainStaysTheOlder() throws Exception {
        NftSteering before = agent(Node.AGENT);
        before.steer(Set.of(OPEN));
        ProcessHandle nft = nftProcess();
        agent(Node.NEXT).steer(Set.of(OPEN, CLOSED));

        nft.destroyForcibly();
        nft.onExit().get();
        await().until(before::isInEffect);

        assertServedBy("next", OPEN, CLOSED);
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
        assertServedBy("next", OPEN, CLOSED);
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
