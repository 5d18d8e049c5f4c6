package dev.sluice.mesh.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.config.mesh.FailureMode;
import dev.sluice.mesh.Steered;
import dev.sluice.mesh.SteeringFailure;
import dev.sluice.testkit.NetworkNamespace;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A node, and Services that agents steer there. Each test leaves the node without rules of an agent. */
abstract class NodeFixture {

    static final Steered OPEN = new Steered("10.96.0.10", 80, FailureMode.OPEN);
    static final Steered OPEN6 = new Steered("fd96::10", 80, FailureMode.OPEN);
    static final Steered CLOSED = new Steered("10.96.0.11", 80, FailureMode.CLOSED);
    static final Steered CLOSED6 = new Steered("fd96::10", 80, FailureMode.CLOSED);

    /** Answers of the plain Service. */
    static final String BACKEND = "backend 10.77.0.2";

    static final String BACKEND6 = "backend fd77:0:0:0:0:0:0:2";

    @SuppressWarnings("NullAway.Init")
    static Node node;

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

    /** Removes what agents that have ended left for a next one. */
    static void clear() throws SteeringFailure {
        try (var last = new NftSteering(Node.AGENT, node.nft())) {
            last.steer(Set.of());
        }
        assertThat(node.rules()).doesNotContain("sluice");
    }

    /** What the pod gets, see {@link Node#ask}. */
    static String ask(Steered port) throws Exception {
        return node.ask(port.clusterIp(), port.port());
    }

    /** The same while nothing listens on the agent's port. */
    static String askWithoutAgent(Steered port) throws Exception {
        node.stopAgent();
        try {
            return ask(port);
        } finally {
            node.startAgent();
        }
    }

    /** The process that has the first agent's rules, or that of an agent alone. */
    static ProcessHandle nftProcess() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("/nft"))
                .findFirst()
                .orElseThrow();
    }
}
