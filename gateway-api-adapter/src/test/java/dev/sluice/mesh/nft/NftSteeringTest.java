package dev.sluice.mesh.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.mesh.FailureMode;
import dev.sluice.mesh.KeptForBoot;
import dev.sluice.mesh.KeptForBoot.LastBoot;
import dev.sluice.mesh.Steered;
import dev.sluice.mesh.SteeringFailure;
import dev.sluice.testkit.NeedsProgram;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@NeedsProgram("nft")
class NftSteeringTest extends NodeFixture {

    /** That of {@link #CLOSED}. */
    private static final String OTHER = "10.96.0.11";

    private static final String AGENT = "agent 10.77.0.2 10.96.0.10 80";
    private static final String AGENT_OF_OTHER = "agent 10.77.0.2 10.96.0.11 80";
    private static final String AGENT6 = "agent fd77:0:0:0:0:0:0:2 fd96:0:0:0:0:0:0:10 80";

    @SuppressWarnings("NullAway.Init")
    private NftSteering steering;

    @BeforeEach
    void start() {
        steering = new NftSteering(Node.AGENT, node.nft());
    }

    @AfterEach
    void stop() throws SteeringFailure {
        steering.close();
        clear();
    }

    @Nested
    class ASteeredConnection {

        @Test
        void reachesTheAgentWithTheAddressesOfBothEnds() throws Exception {
            assertThat(ask(OPEN)).isEqualTo(BACKEND);
            steering.steer(Set.of(OPEN, CLOSED6));
            assertThat(ask(OPEN)).isEqualTo(AGENT);
            assertThat(ask(CLOSED6)).isEqualTo(AGENT6);
        }

        @Test
        void isOfASteeredAddressAndPort() throws Exception {
            steering.steer(Set.of(OPEN, CLOSED6));
            assertThat(node.ask(OPEN.clusterIp(), 81)).isEqualTo(BACKEND);
            assertThat(ask(CLOSED)).isEqualTo(BACKEND);
            assertThat(node.ask(CLOSED6.clusterIp(), 81)).isEqualTo(BACKEND6);
            assertThat(node.ask("fd96::11", 80)).isEqualTo(BACKEND6);
        }

        @Test
        void isOfAClientThatIsMeant() throws Exception {
            var ofThis = new Steered(OTHER, 80, FailureMode.OPEN, "10.77.0.2");
            var ofAnother = new Steered(OPEN.clusterIp(), 80, FailureMode.CLOSED, "10.77.0.9");
            var ofThis6 = new Steered(OPEN6.clusterIp(), 80, FailureMode.CLOSED, "fd77::2");
            steering.steer(Set.of(ofThis, ofAnother, ofThis6));
            assertThat(ask(ofThis)).startsWith("agent 10.77.0.2");
            assertThat(ask(ofAnother)).isEqualTo(BACKEND);
            assertThat(ask(ofThis6)).isEqualTo(AGENT6);
            steering.close();
            assertThat(ask(ofThis)).isEqualTo(BACKEND);
            assertThat(ask(ofAnother)).isEqualTo(BACKEND);
            assertThat(askWithoutAgent(ofThis6)).isEqualTo("refused");
        }

        @Test
        void isOfAFamilyThatTheNodeHas() throws Exception {
            try (var ofIp4 =
                    new NftSteering(new AgentAddress(Node.AGENT.ip4(), null, 15_006, List.of(15_006)), node.nft())) {
                ofIp4.steer(Set.of(OPEN, OPEN6));
                assertThat(ask(OPEN)).isEqualTo(AGENT);
                assertThat(ask(OPEN6)).isEqualTo(BACKEND6);
            }
            try (var ofIp6 =
                    new NftSteering(new AgentAddress(null, Node.AGENT.ip6(), 15_006, List.of(15_006)), node.nft())) {
                ofIp6.steer(Set.of(OPEN, OPEN6));
                assertThat(ask(OPEN)).isEqualTo(BACKEND);
                assertThat(ask(OPEN6)).isEqualTo(AGENT6);
            }
        }
    }

    @Nested
    class AChange {

        @Test
        void isAtomic() throws Exception {
            steering.steer(Set.of(OPEN));
            // Open, for connections to a closed port that the agent does not have are reset.
            var other = new Steered(OTHER, 80, FailureMode.OPEN);
            var kept = new Asking(node, OPEN);
            var changed = new Asking(node, other);
            try {
                for (int i = 0; i < 100 || !kept.hasAsked(50) || !changed.hasAsked(50); i++) {
                    steering.steer(i % 2 == 0 ? Set.of(OPEN, other) : Set.of(OPEN));
                }
            } finally {
                kept.stop();
                changed.stop();
            }
            assertThat(kept.answers()).containsOnly(AGENT);
            assertThat(changed.answers()).containsOnly(BACKEND, AGENT_OF_OTHER);
        }

        @Test
        void sendsOnlyWhatChanges() throws Exception {
            Set<Steered> many = new HashSet<>();
            for (int i = 0; i < 5_000; i++) {
                many.add(new Steered("10.97." + i / 250 + "." + i % 250, 80, FailureMode.CLOSED));
            }
            steering.steer(many);
            Elements before = Elements.of(many);
            many.add(OPEN);
            assertThat(new SteeringTable(new NodeAgent(Node.AGENT), Place.FIRST).change(before, Elements.of(many)))
                    .containsExactly("add element inet sluice steered4 { 10.96.0.10 . 80 }");
            steering.steer(many);
            assertThat(ask(OPEN)).isEqualTo(AGENT);
            steering.steer(Set.of(OPEN6));
            assertThat(ask(OPEN)).isEqualTo(BACKEND);
            assertThat(ask(OPEN6)).isEqualTo(AGENT6);
        }

        @Test
        void resetsOpenConnectionsToAClosedPortAndLeavesOthers() throws Exception {
            try (Socket toOpen = node.connect(OPEN.clusterIp(), 80);
                    Socket toClosed = node.connect(OTHER, 80)) {
                steering.steer(Set.of(OPEN, CLOSED));
                toOpen.getOutputStream().write(1);
                await().untilAsserted(() -> assertThatThrownBy(
                                () -> toClosed.getOutputStream().write(1))
                        .isInstanceOf(IOException.class));
                toOpen.getOutputStream().write(1);
            }
        }
    }

    @Nested
    class AKilledAgent {

        @Test
        void leavesOpenPortsToThePlainServiceAndClosedOnesRefused() throws Exception {
            var closed6 = new Steered("fd96::11", 80, FailureMode.CLOSED);
            Process agent = agentProcess(OPEN.clusterIp(), OPEN6.clusterIp(), OTHER, closed6.clusterIp());
            try (var output = agent.inputReader()) {
                assertThat(output.lines().anyMatch("steered"::equals)).isTrue();
                assertThat(ask(OPEN)).isEqualTo(AGENT);
                assertThat(ask(CLOSED)).isEqualTo(AGENT_OF_OTHER);
            } finally {
                agent.destroyForcibly().waitFor();
            }
            long killed = System.nanoTime();
            await().pollInterval(Duration.ofMillis(1)).until(() -> !node.rules().contains("table inet sluice {"));
            assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(Duration.ofSeconds(1));
            assertThat(ask(OPEN)).isEqualTo(BACKEND);
            assertThat(ask(OPEN6)).isEqualTo(BACKEND6);
            assertThat(askWithoutAgent(CLOSED)).isEqualTo("refused");
            assertThat(askWithoutAgent(closed6)).isEqualTo("refused");
        }

        private Process agentProcess(String... addresses) throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    AgentProcess.class.getName()));
            command.addAll(List.of(addresses));
            Process agent =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            agent.outputWriter()
                    .append(String.join(" ", node.nft()))
                    .append('\n')
                    .flush();
            return agent;
        }

        @Test
        void isReplacedByTheNext() throws Exception {
            steering.steer(Set.of(CLOSED, CLOSED6));
            steering.close();
            assertThat(askWithoutAgent(CLOSED)).isEqualTo("refused");
            steering = new NftSteering(Node.AGENT, node.nft());
            assertThat(askWithoutAgent(CLOSED)).isEqualTo("refused");
            steering.steer(Set.of(OPEN));
            assertThat(ask(OPEN)).isEqualTo(AGENT);
            assertThat(ask(CLOSED6)).isEqualTo(BACKEND6);
        }
    }

    @Nested
    class ABoot {

        @TempDir
        @SuppressWarnings("NullAway.Init")
        private Path folder;

        /** The kernel's tables start empty, and the unit loads the file. */
        private void boot(Path file) {
            node.node.run("nft", "delete", "table", "inet", "sluice_closed");
            node.node.run("sh", "-c", "test ! -e " + file + " || nft -f " + file);
        }

        @Test
        void leavesClosedPortsRefusedUntilAnAgentServes() throws Exception {
            Path file = folder.resolve("closed.nft");
            steering = new NftSteering(Node.AGENT, node.nft(), file);
            steering.steer(Set.of(CLOSED, CLOSED6, OPEN));
            steering.close();
            boot(file);

            assertThat(askWithoutAgent(CLOSED)).isEqualTo("refused");
            assertThat(askWithoutAgent(CLOSED6)).isEqualTo("refused");
            assertThat(ask(OPEN)).isEqualTo(BACKEND);
            assertThat(node.ask(CLOSED.clusterIp(), 81)).isEqualTo(BACKEND);

            steering = new NftSteering(Node.AGENT, node.nft(), file);
            steering.steer(Set.of(CLOSED, OPEN6));
            assertThat(ask(CLOSED)).isEqualTo(AGENT_OF_OTHER);
            assertThat(ask(OPEN6)).isEqualTo(AGENT6);
            assertThat(steering.keptForBoot()).isEqualTo(new KeptForBoot(file, 1, LastBoot.UNKNOWN, null));
        }

        @Test
        void withoutAFileOpensClosedPorts() throws Exception {
            steering.steer(Set.of(CLOSED));
            steering.close();
            boot(folder.resolve("closed.nft"));

            assertThat(ask(CLOSED)).isEqualTo(BACKEND);
        }

        @Test
        void afterWhichTheNodeHasOtherAddressesRefusesThem() throws Exception {
            Path file = folder.resolve("closed.nft");
            // An address that the backend's network has.
            var before = new AgentAddress((Inet4Address) InetAddress.ofLiteral("10.77.1.2"), null, 8080, List.of(8080));
            try (var agent = new NftSteering(before, node.nft(), file)) {
                agent.steer(Set.of(CLOSED));
            }
            boot(file);

            assertThat(ask(CLOSED)).isEqualTo("refused");
        }

        @Test
        void isNotNeededForTheFileToBeLoaded() throws Exception {
            Path file = folder.resolve("closed.nft");
            steering = new NftSteering(Node.AGENT, node.nft(), file);
            steering.steer(Set.of(CLOSED, OPEN6));
            node.node.run("nft", "-f", file.toString());
            assertThat(ask(CLOSED)).isEqualTo(AGENT_OF_OTHER);
            steering.steer(Set.of(CLOSED6, new Steered(OPEN.clusterIp(), 80, FailureMode.CLOSED)));
            assertThat(ask(CLOSED)).isEqualTo(BACKEND);
            assertThat(ask(CLOSED6)).isEqualTo(AGENT6);
        }

        @Test
        void canBeCheckedBefore() throws Exception {
            Path file = folder.resolve("closed.nft");
            NodeCheck check = new NodeCheck(node.nft());
            assertThat(check.atBoot(file))
                    .isEqualTo(new NodeCheck.Finding(
                            "boot", true, "nothing is closed on this node; what is can be refused from its boot on"));
            steering = new NftSteering(Node.AGENT, node.nft(), file);
            steering.steer(Set.of(CLOSED));
            assertThat(check.atBoot(file)).isEqualTo(new NodeCheck.Finding("boot", true, file + " can be loaded"));
            Files.writeString(file, "flush everything");
            assertThat(check.atBoot(file).isGood()).isFalse();
            assertThat(check.atBoot(file).detail()).contains("syntax error");
            assertThat(check.atBoot(folder.resolve("none/closed.nft")).detail()).contains("cannot be written");
        }
    }

    @Nested
    class ATableThatAnotherProgramRemoved {

        @Test
        void isMadeAgainByTheNextChange() throws Exception {
            steering.steer(Set.of(CLOSED));
            node.node.run("nft", "delete", "table", "inet", "sluice_closed");
            steering.steer(Set.of(CLOSED, CLOSED6));
            steering.close();

            assertThat(askWithoutAgent(CLOSED)).isEqualTo("refused");
            assertThat(askWithoutAgent(CLOSED6)).isEqualTo("refused");
        }
    }

    @Nested
    class Nft {

        @Test
        void isStartedAgainWithAllRulesWhenItEnds() throws Exception {
            steering.steer(Set.of(OPEN, CLOSED6));
            for (int i = 0; i < 3; i++) {
                ProcessHandle nft = nftProcess();
                assertThat(steering.isInEffect()).isTrue();
                nft.destroyForcibly();
                nft.onExit().get();
                await().untilAsserted(() -> assertThat(ask(OPEN)).isEqualTo(AGENT));
                await().untilAsserted(() -> assertThat(ask(CLOSED6)).isEqualTo(AGENT6));
            }
            steering.steer(Set.of(OPEN6));
            assertThat(ask(OPEN)).isEqualTo(BACKEND);
        }

        @Test
        void mayPrintSomethingAboutItselfWhenItStarts() throws Exception {
            List<String> nft = node.node.command("sh", "-c", "echo No such terminal >&2; exec nft \"$@\"", "nft");
            steering = new NftSteering(Node.AGENT, nft);
            steering.steer(Set.of(OPEN));
            assertThat(ask(OPEN)).isEqualTo(AGENT);
        }

        @Test
        void isStartedAgainByAChangeWhenItDoesNotAnswer() throws Exception {
            steering.steer(Set.of(OPEN));
            ProcessHandle nft = nftProcess();
            new ProcessBuilder("kill", "-STOP", String.valueOf(nft.pid()))
                    .start()
                    .waitFor();
            steering.steer(Set.of(OPEN6));
            assertThat(ask(OPEN)).isEqualTo(BACKEND);
            assertThat(ask(OPEN6)).isEqualTo(AGENT6);
        }

        @Test
        @Timeout(60)
        void thatHasEndedAnswersSoEachTime() throws Exception {
            NftProcess process = NftProcess.start(node.nft());
            process.stop();

            assertThat(process.run("add table inet a")).isInstanceOf(NftAnswer.Ended.class);
            assertThat(process.run("add table inet a")).isInstanceOf(NftAnswer.Ended.class);
        }
    }

    @Nested
    class Close {

        @Test
        void leavesNothing() throws Exception {
            steering.steer(Set.of(OPEN, CLOSED6));
            steering.steer(Set.of(OPEN, OPEN6));
            steering.close();
            assertThat(node.rules()).doesNotContain("sluice");
            assertThat(ask(OPEN)).isEqualTo(BACKEND);
        }

        @Test
        void leavesClosedPortsRefused() throws Exception {
            steering.steer(Set.of(OPEN, CLOSED));
            steering.close();
            assertThat(askWithoutAgent(CLOSED)).isEqualTo("refused");
            assertThat(ask(OPEN)).isEqualTo(BACKEND);
        }

        @Test
        void leavesWhatAnEarlierAgentClosedIfNothingWasSteered() throws Exception {
            steering.steer(Set.of(CLOSED));
            steering.close();
            new NftSteering(Node.AGENT, node.nft()).close();
            assertThat(askWithoutAgent(CLOSED)).isEqualTo("refused");
        }
    }

    @Nested
    class AFailure {

        @Test
        void saysThatNftIsMissing() {
            try (var without = new NftSteering(Node.AGENT, List.of("no-such-nft"))) {
                assertThatThrownBy(() -> without.steer(Set.of(OPEN)))
                        .isInstanceOf(SteeringFailure.class)
                        .hasMessageContaining("install the package nftables");
            }
        }

        @Test
        void saysThatARightIsMissing() {
            List<String> nft = node.node.command("setpriv", "--bounding-set", "-net_admin", "nft");
            try (var without = new NftSteering(Node.AGENT, nft)) {
                assertThatThrownBy(() -> without.steer(Set.of(OPEN)))
                        .isInstanceOf(SteeringFailure.class)
                        .hasMessageContaining("NET_ADMIN");
            }
        }

        @Test
        void saysThatAnAgentOfAnotherInstallationRuns() throws Exception {
            steering.steer(Set.of(OPEN));
            var foreign = new NodeAgent(Node.NEXT, null, "another");
            try (var second = new NftSteering(foreign, node.nft(), null, Duration.ofSeconds(1))) {
                assertThatThrownBy(() -> second.steer(Set.of(OPEN6)))
                        .isInstanceOf(SteeringFailure.class)
                        .hasMessageContaining("an agent of another installation of Sluice runs on this node, and table"
                                + " inet sluice belongs to it");
                assertThat(second.isInEffect()).isFalse();
            }
            assertThat(ask(OPEN)).isEqualTo(AGENT);
        }

        @Test
        void leavesWhatIsInEffect() throws Exception {
            steering.steer(Set.of(OPEN));
            assertThatThrownBy(() -> steering.steer(Set.of(new Steered("a; flush ruleset", 80, FailureMode.OPEN))))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(ask(OPEN)).isEqualTo(AGENT);
        }
    }

    @Nested
    class ACheck {

        @Test
        void findsThatAllIsThereAndChangesNothing() {
            String before = node.rules();
            assertThat(new NodeCheck(node.nft()).findings())
                    .extracting(NodeCheck.Finding::subject, NodeCheck.Finding::isGood)
                    .containsExactly(
                            tuple("nft", true),
                            tuple("nf_tables", true),
                            tuple("owner", true),
                            tuple("nat", true),
                            tuple("refuse", true));
            assertThat(node.rules()).isEqualTo(before);
        }
    }
}
