package dev.sluice.mesh.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.mesh.FailureMode;
import dev.sluice.mesh.AgentPorts;
import dev.sluice.mesh.Steered;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ElementsTest {

    private static Steered open(String clusterIp) {
        return new Steered(clusterIp, 80, FailureMode.OPEN);
    }

    @Nested
    class AnAddress {

        @ParameterizedTest
        @ValueSource(
                strings = {"", "name.example", "10.0.0.1; flush ruleset", "10.0.0.1 . 80 }", "300.0.0.1", "10.0.0.1\n"})
        void isRefusedIfItIsNone(String text) {
            assertThatThrownBy(() -> Elements.of(Set.of(open(text)))).isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void ofAClientIsOfTheFamilyOfTheClusterIp() {
            assertThatThrownBy(() -> Elements.of(Set.of(new Steered("10.0.0.1", 80, FailureMode.OPEN, "fd00::1"))))
                    .hasMessage("client: fd00::1 (expected: of the family of the ClusterIP)");
            assertThatThrownBy(() -> Elements.of(Set.of(new Steered("10.0.0.1", 80, FailureMode.OPEN, "pod"))))
                    .isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void isPrintedInOneForm() {
            assertThat(Elements.of(Set.of(open("fd00::1"), open("FD00:0:0::0001"), open("::ffff:10.0.0.1"))))
                    .isEqualTo(Elements.of(Set.of(open("fd00::1"), open("10.0.0.1"))));
        }
    }

    @Nested
    class AChange {

        @Test
        void isWhatDiffers() {
            Elements from = Elements.of(Set.of(open("10.0.0.1"), open("10.0.0.2")));
            Elements to = Elements.of(
                    Set.of(new Steered("10.0.0.1", 80, FailureMode.CLOSED), open("fd00::1"), open("10.0.0.3")));
            var steering = new SteeringTable(new NodeAgent(Node.AGENT), Place.FIRST);
            assertThat(steering.change(from, to))
                    .containsExactly(
                            "delete element inet sluice steered4 { 10.0.0.2 . 80 }",
                            "add element inet sluice steered4 { 10.0.0.3 . 80 }",
                            "add element inet sluice steered6 { fd00:0:0:0:0:0:0:1 . 80 }");
            assertThat(steering.change(to, to)).isEmpty();
            var closed = new ClosedTable(Node.AGENT);
            assertThat(closed.change(from, to))
                    .containsExactly(
                            "delete element inet sluice_closed agent { 15006 }",
                            "add element inet sluice_closed agent { 15006 }",
                            "add element inet sluice_closed closed4 { 10.0.0.1 . 80 }");
            assertThat(closed.change(to, to)).isEmpty();
        }

        @Test
        void closesAPortThatIsBothOpenAndClosed() {
            var closed = new Steered("10.0.0.1", 80, FailureMode.CLOSED);
            assertThat(Elements.of(Set.of(open("10.0.0.1"), closed))).isEqualTo(Elements.of(Set.of(closed)));
        }
    }

    @Nested
    class APort {

        @Test
        void isAtMost65535() {
            assertThatThrownBy(() -> new Steered("10.0.0.1", 65_536, FailureMode.OPEN))
                    .hasMessage("port: 65536 (expected: 1-65535)");
            assertThatThrownBy(() -> new AgentAddress(Node.AGENT.ip4(), null, 0, List.of(0)))
                    .hasMessage("port: 0 (expected: 1-65535)");
        }
    }

    @Nested
    class AnAgent {

        @Test
        void hasAnAddress() {
            assertThatThrownBy(() -> AgentAddress.of(List.of(), new AgentPorts(15_006)))
                    .hasMessageContaining("no address of the node");
        }
    }
}
