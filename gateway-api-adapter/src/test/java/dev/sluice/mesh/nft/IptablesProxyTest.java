package dev.sluice.mesh.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.config.mesh.FailureMode;
import dev.sluice.mesh.Steered;
import dev.sluice.testkit.NeedsProgram;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A node whose kube-proxy is in iptables mode: its chains, in both forms that iptables has in the kernel. */
@ParameterizedClass
@ValueSource(strings = {"iptables", "iptables-legacy"})
@NeedsProgram("nft")
class IptablesProxyTest extends NodeFixture {

    /** Of {@code kube-proxy --proxy-mode=iptables}, for a Service with two endpoints and for one without any. */
    private static final String CHAINS = """
            *filter
            :KUBE-FORWARD - [0:0]
            :KUBE-SERVICES - [0:0]
            -A FORWARD -j KUBE-FORWARD
            -A FORWARD -m conntrack --ctstate NEW -j KUBE-SERVICES
            -A OUTPUT -m conntrack --ctstate NEW -j KUBE-SERVICES
            -A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP
            -A KUBE-FORWARD -m mark --mark 0x4000/0x4000 -j ACCEPT
            -A KUBE-FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
            -A KUBE-SERVICES -d EMPTY -p tcp -m tcp --dport 80 -j REJECT
            COMMIT
            *nat
            :KUBE-SERVICES - [0:0]
            :KUBE-POSTROUTING - [0:0]
            :KUBE-MARK-MASQ - [0:0]
            :KUBE-SVC-WEB - [0:0]
            :KUBE-SEP-ONE - [0:0]
            :KUBE-SEP-TWO - [0:0]
            -A PREROUTING -j KUBE-SERVICES
            -A OUTPUT -j KUBE-SERVICES
            -A POSTROUTING -j KUBE-POSTROUTING
            -A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN
            -A KUBE-POSTROUTING -j MARK --xor-mark 0x4000
            -A KUBE-POSTROUTING -j MASQUERADE --random-fully
            -A KUBE-MARK-MASQ -j MARK --or-mark 0x4000
            -A KUBE-SERVICES -d WEB -p tcp -m tcp --dport 80 -j KUBE-SVC-WEB
            -A KUBE-SVC-WEB -j KUBE-MARK-MASQ
            -A KUBE-SVC-WEB -m statistic --mode random --probability 0.5 -j KUBE-SEP-ONE
            -A KUBE-SVC-WEB -j KUBE-SEP-TWO
            -A KUBE-SEP-ONE -p tcp -m tcp -j DNAT --to-destination BACKEND
            -A KUBE-SEP-TWO -p tcp -m tcp -j DNAT --to-destination BACKEND
            COMMIT
            """;

    @Parameter
    @SuppressWarnings("NullAway.Init")
    private String iptables;

    /** What a Service has in one family of addresses. */
    enum Family {
        IP4("iptables", "10.96.0.12", "10.96.0.13", "10.77.1.2:8080", "10.77.0.2 10.96.0.1%s 80", "10.77.1.1"),
        IP6(
                "ip6tables",
                "fd96::12",
                "fd96::13",
                "[fd78::2]:8080",
                "fd77:0:0:0:0:0:0:2 fd96:0:0:0:0:0:0:1%s 80",
                "fd78:0:0:0:0:0:0:1");

        private final String program;
        private final String web;
        private final String empty;
        private final String backend;
        private final String answer;
        private final String node;

        Family(String program, String web, String empty, String backend, String answer, String node) {
            this.program = program;
            this.web = web;
            this.empty = empty;
            this.backend = backend;
            this.answer = answer;
            this.node = node;
        }

        private Steered web(FailureMode mode) {
            return new Steered(web, 80, mode);
        }

        private Steered empty() {
            return new Steered(empty, 80, FailureMode.OPEN);
        }

        private String ofWeb() {
            return "agent " + answer.formatted("2");
        }

        private String ofEmpty() {
            return "agent " + answer.formatted("3");
        }

        /** Of the plain Service, in whose way kube-proxy puts the address of the node. */
        private String plain() {
            return "backend " + node;
        }
    }

    @BeforeEach
    void isPossible() {
        for (Family family : Family.values()) {
            NeedsProgram.Condition.assumeInstalled(program(family), "IptablesProxyTest");
            assumeThat(hasChains(program(family))).isTrue();
        }
    }

    /** Not every kernel has the older form. */
    private static boolean hasChains(String program) {
        try {
            return node.node.run(program, "-t", "nat", "-S").contains("PREROUTING");
        } catch (IllegalStateException missing) {
            System.out.println("A test of IptablesProxyTest is skipped: " + missing.getMessage());
            return false;
        }
    }

    @AfterEach
    void end() throws Exception {
        clear();
        for (Family family : Family.values()) {
            for (String table : List.of("nat", "filter")) {
                node.node.run(program(family), "-t", table, "-F");
                node.node.run(program(family), "-t", table, "-X");
            }
        }
    }

    private String program(Family family) {
        return iptables.replace("iptables", family.program);
    }

    /** Writes all chains anew, as kube-proxy does after a change. */
    private void synchronize(Family family) {
        String chains = CHAINS.replace("EMPTY", family.empty)
                .replace("-d WEB", "-d " + family.web)
                .replace("BACKEND", family.backend);
        node.node.run("sh", "-c", program(family) + "-restore <<'END'\n" + chains + "END");
    }

    @ParameterizedTest
    @EnumSource
    void comesAfterTheAgentWhicheverWroteItsRulesFirst(Family family) throws Exception {
        Steered web = family.web(FailureMode.OPEN);
        synchronize(family);
        assertThat(ask(web)).isEqualTo(family.plain());
        try (var steering = new NftSteering(Node.AGENT, node.nft())) {
            steering.steer(Set.of(web));
            assertThat(ask(web)).isEqualTo(family.ofWeb());
            synchronize(family);
            assertThat(ask(web)).isEqualTo(family.ofWeb());
        }
        assertThat(ask(web)).isEqualTo(family.plain());
    }

    @ParameterizedTest
    @EnumSource
    void servesNobodyOfAClosedServiceWithoutItsAgent(Family family) throws Exception {
        Steered web = family.web(FailureMode.CLOSED);
        synchronize(family);
        try (var steering = new NftSteering(Node.AGENT, node.nft())) {
            steering.steer(Set.of(web));
            assertThat(ask(web)).isEqualTo(family.ofWeb());
        }
        synchronize(family);
        assertThat(askWithoutAgent(web)).isEqualTo("refused");
    }

    @ParameterizedTest
    @EnumSource
    void refusesAServiceWithoutEndpointsThatTheAgentServes(Family family) throws Exception {
        synchronize(family);
        assertThat(ask(family.empty())).isEqualTo("refused");
        try (var steering = new NftSteering(Node.AGENT, node.nft())) {
            steering.steer(Set.of(family.empty()));
            assertThat(ask(family.empty())).isEqualTo(family.ofEmpty());
        }
        assertThat(ask(family.empty())).isEqualTo("refused");
    }
}
