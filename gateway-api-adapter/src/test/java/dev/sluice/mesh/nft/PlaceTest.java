package dev.sluice.mesh.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.mesh.AgentPorts;
import java.net.InetAddress;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Where an agent is among those of its node, and on which ports. */
class PlaceTest {

    @Test
    void aNewAgentIsAfterAllOthers() {
        assertThat(Place.after(new TreeSet<>())).isEqualTo(Place.FIRST);
        assertThat(Place.after(new TreeSet<>(List.of(Place.FIRST, new Place(3)))))
                .isEqualTo(new Place(4));
    }

    @Test
    void chainsOfALaterPlaceComeFirst() {
        assertThat(new Place(2).priority()).isLessThan(Place.FIRST.priority());
        assertThat(Place.FIRST.table()).isEqualTo("inet sluice");
        assertThat(new Place(2).table()).isEqualTo("inet sluice_2");
    }

    @Test
    void thereIsALastPlace() {
        var full = new TreeSet<>(List.of(new Place(Place.LAST)));

        assertThatThrownBy(() -> Place.after(full)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new Place(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Place(Place.LAST + 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void portOfTheActuatorIsOneOfAnAddressOfTheNode() {
        InetAddress ip6 = InetAddress.ofLiteral("fd77::1");
        InetAddress any = InetAddress.ofLiteral("0.0.0.0");

        assertThat(new ActuatorAddress(ip6, 15_007, 15_009).rule())
                .isEqualTo("ip6 daddr fd77:0:0:0:0:0:0:1 tcp dport 15007 dnat ip6 to [fd77:0:0:0:0:0:0:1]:15009");
        assertThatThrownBy(() -> new ActuatorAddress(any, 15_007, 15_009)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ActuatorAddress(ip6, 15_007, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void portsOfAgentsAreTwoApart() {
        assertThat(new AgentPorts(15_006).all()).containsExactly(15_006, 15_008, 15_010);
        assertThatThrownBy(() -> new AgentPorts(AgentPorts.HIGHEST_FIRST + 1))
                .hasMessage("port: 65532 (expected: 1-65531)");
        assertThatThrownBy(() -> new AgentAddress(Node.AGENT.ip4(), null, 15_006, List.of(15_008)))
                .hasMessage("port: 15006 (expected: one of [15008])");
    }
}
