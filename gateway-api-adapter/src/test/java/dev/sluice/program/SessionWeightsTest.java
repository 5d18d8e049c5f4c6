package dev.sluice.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.route.RouteId;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction.Forward;
import dev.sluice.config.route.RuleId;
import dev.sluice.config.route.StickySession.Scope;
import dev.sluice.config.route.Timeouts;
import dev.sluice.config.route.WeightedBackend;
import dev.sluice.config.route.WeightedBackend.Target;
import dev.sluice.testkit.LeakDetection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sessions, weights and rules. Source: GEP-1619, Traffic Splitting, of v1.6 and of v1.7. */
@ExtendWith(LeakDetection.class)
final class SessionWeightsTest extends SessionFixture {

    @Nested
    final class Weights {

        @Test
        void yieldToASessionOfTheOldForms() {
            Client client = new Client(
                    program(to(Programs.SHOP, 1, plain(Scope.RULE)), to(Programs.CART, 1, plain(Scope.RULE))));
            assertThat(client.askOften()).hasSize(1);
        }

        @Test
        void yieldAlsoWhereTheyBecameZero() {
            Client client = new Client(
                    program(to(Programs.SHOP, 1, plain(Scope.RULE)), to(Programs.CART, 0, plain(Scope.RULE))));
            String endpoint = client.ask();
            assertThat(endpoint).startsWith("default/shop");
            Client later = new Client(
                    program(to(Programs.SHOP, 0, plain(Scope.RULE)), to(Programs.CART, 1, plain(Scope.RULE))));
            later.token = client.token;
            assertThat(later.askOften()).containsExactly(endpoint);
            assertThat(new Client(later.program).ask()).startsWith("default/cart");
        }

        @Test
        void yieldWhereAllAreZero() {
            Client client = new Client(program(to(Programs.SHOP, 1, plain(Scope.RULE))));
            String endpoint = client.ask();
            Client later = new Client(program(to(Programs.SHOP, 0, plain(Scope.RULE))));
            later.token = client.token;
            assertThat(later.ask()).isEqualTo(endpoint);
            assertThat(programs.run(later.program, programs.get()).status().code())
                    .isEqualTo(500);
        }

        @Test
        void winForEachRequestByTheNewForm() {
            Client client = new Client(
                    program(to(Programs.SHOP, 1, plain(Scope.BACKEND)), to(Programs.CART, 1, plain(Scope.BACKEND))));
            assertThat(client.askOften())
                    .hasSize(2)
                    .anyMatch(endpoint -> endpoint.startsWith("default/shop"))
                    .anyMatch(endpoint -> endpoint.startsWith("default/cart"));
            assertThat(client.issued).isEqualTo(2);
        }

        @Test
        void chooseAmongBackendRefsOfOneBackend() throws Exception {
            WeightedBackend marked = new WeightedBackend(
                    1,
                    new Target.Resolved(Programs.SHOP),
                    List.of(new RouteFilter.RequestHeaderModifier(Programs.setting("x-mark", "1"))),
                    plain(Scope.RULE));
            Client client = new Client(program(to(Programs.SHOP, 1, plain(Scope.RULE)), marked));
            assertThat(client.askOften()).hasSize(1);
            List<String> heads = new ArrayList<>();
            backends.forEach(backend -> backend.heads().drainTo(heads));
            assertThat(heads.stream().filter(head -> head.contains("x-mark")).count())
                    .isBetween(5L, 35L);
        }

        @Test
        void areKeptByClientsWithoutATokenWithinTwoPoints() {
            RuleProgram program =
                    program(to(Programs.SHOP, 7, plain(Scope.RULE)), to(Programs.CART, 3, plain(Scope.RULE)));
            int shop = 0;
            for (int i = 0; i < 4_000; i++) {
                shop += new Client(program).ask().startsWith("default/shop") ? 1 : 0;
            }
            assertThat(shop).isBetween(2_800 - 120, 2_800 + 120);
        }
    }

    @Nested
    final class ARule {

        private RuleProgram rule(int index, @Nullable String name) {
            Rule plain = Programs.rule(List.of(), new Forward(List.of(to(Programs.SHOP, 1, plain(Scope.RULE)))));
            RuleId id = new RuleId(new RouteId("HTTPRoute", "default", "shop"), index);
            return programs.compile(
                    new Rule(id, name, plain.matches(), List.of(), Timeouts.UNSET, null, plain.action()));
        }

        @Test
        void sharesNoSessionWithAnotherThoughTheyShareACookie() {
            Client client = new Client(rule(0, null));
            String one = client.ask();
            Set<String> others = new HashSet<>();
            for (int i = 0; i < 60; i++) {
                Client other = new Client(rule(1 + i, null));
                other.token = client.token;
                others.add(other.ask());
                assertThat(other.issued).isEqualTo(1);
            }
            assertThat(others).hasSize(2);
            assertThat(client.askOften()).containsExactly(one);
        }

        @Test
        void keepsItsSessionWhileOthersUseTheSameCookie() {
            Client client = new Client(rule(0, null));
            String one = client.ask();
            Client other = new Client(rule(1, null));
            other.token = client.token;
            String two = other.ask();
            client.token = other.token;
            assertThat(client.askOften()).containsExactly(one);
            assertThat(client.issued).isEqualTo(1);
            assertThat(other.askOften()).containsExactly(two);
        }

        @Test
        void keepsItsSessionsByItsNameWhereItMoves() {
            Client client = new Client(rule(0, "checkout"));
            String endpoint = client.ask();
            Client later = new Client(rule(5, "checkout"));
            later.token = client.token;
            assertThat(later.askOften()).containsExactly(endpoint);
        }
    }

    @Test
    void aPolicyOnOneBackendLeavesTheOthersAlone() {
        Client client = new Client(program(to(Programs.SHOP, 1, plain(Scope.RULE)), to(Programs.CART, 1, null)));
        while (!client.ask().startsWith("default/cart")) {
            client.token = null;
        }
        assertThat(client.token).isNull();
        while (!client.ask().startsWith("default/shop")) {
            assertThat(client.token).isNull();
        }
        assertThat(client.askOften()).hasSize(1);
    }
}
