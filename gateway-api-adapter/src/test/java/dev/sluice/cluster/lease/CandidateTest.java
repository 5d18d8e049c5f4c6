package dev.sluice.cluster.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Elections in a time of their own: see {@link Elections}. */
final class CandidateTest {

    /** Some requests take part in an attempt. */
    private static final Duration REQUESTS = Duration.ofSeconds(1);

    private static final Duration LONGEST_GAP =
            Elections.LEASE.plus(Elections.RETRY).plus(REQUESTS);

    private static final List<String> DAMAGES = List.of(
            "{\"spec\": null}",
            "{\"spec\": {\"acquireTime\": null}}",
            "{\"spec\": {\"leaseDurationSeconds\": null, \"renewTime\": null}}",
            "{\"spec\": {\"leaseTransitions\": null}}",
            "{\"spec\": {\"holderIdentity\": \"\", \"renewTime\": \"2001-01-01T00:00:00.000000Z\"}}",
            "{\"spec\": {\"holderIdentity\": null}}",
            "{\"spec\": {\"holderIdentity\": \"a-stranger\"}}",
            "{\"spec\": {\"leaseDurationSeconds\": 2147483647, \"holderIdentity\": \"a-stranger\"}}",
            "{\"spec\": {\"renewTime\": \"yesterday\", \"leaseDurationSeconds\": \"some\"}}",
            "{\"spec\": \"nothing\"}",
            "{\"metadata\": {\"labels\": {\"touched\": \"1\"}}}");

    @Nested
    final class TwoLeaders {

        /** 300 elections of three replicas, five minutes each, in which everything goes wrong that can. */
        @Test
        void thereAreNeverTwo() {
            for (int seed = 0; seed < 300; seed++) {
                var elections = new Elections(seed, 3);
                elections.start();
                elections.run(Duration.ofSeconds(5));
                for (int turn = 0; turn < 30; turn++) {
                    disturb(elections);
                    elections.run(Duration.ofSeconds(1 + elections.random(18)));
                }
                assertThat(elections.most())
                        .as("leaders at one time, seed " + seed)
                        .isEqualTo(1);
            }
        }

        private static void disturb(Elections elections) {
            switch (elections.random(6)) {
                case 0 -> elections.loseRequests(true);
                case 1 -> elections.loseRequests(false);
                case 2 -> elections.cutOff(elections.random(3), true);
                case 3 -> elections.cutOff(elections.random(3), false);
                case 4 -> elections.damage(DAMAGES.get(elections.random(DAMAGES.size())));
                default -> elections.delete();
            }
        }
    }

    @Nested
    final class Nobody {

        @ParameterizedTest
        @FieldSource("dev.sluice.cluster.lease.CandidateTest#DAMAGES")
        void leadsForLongerThanTheLeaseAfterDamage(String damage) {
            for (int seed = 0; seed < 20; seed++) {
                var elections = led(seed);

                elections.damage(damage);
                elections.run(Elections.DEADLINE);

                assertThat(elections.untilSomebodyLeads(Duration.ofMinutes(20)))
                        .as("seed " + seed)
                        .isLessThan(LONGEST_GAP);
                assertThat(elections.most()).isEqualTo(1);
            }
        }

        @Test
        void leadsForLongerThanTheLeaseWhereTheLeaderIsLost() {
            for (int seed = 0; seed < 20; seed++) {
                var elections = led(seed);
                int leader = elections.leads(0) ? 0 : 1;

                elections.cutOff(leader, true);
                elections.run(Elections.DEADLINE);

                assertThat(elections.leads(leader)).isFalse();
                assertThat(elections.untilSomebodyLeads(Duration.ofMinutes(20))).isLessThan(LONGEST_GAP);
                assertThat(elections.leads(1 - leader)).isTrue();
                assertThat(elections.most()).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"spec\": null}", "{\"spec\": {\"acquireTime\": null}}", ""})
    void leaderWhoseLeaseIsDamagedOrDeletedTakesItBackAndKeepsTheLead(String damage) {
        for (int seed = 0; seed < 20; seed++) {
            var elections = led(seed);
            int leader = elections.leads(0) ? 0 : 1;

            if (damage.isEmpty()) {
                elections.delete();
            } else {
                elections.damage(damage);
            }
            for (int turn = 0; turn < 60; turn++) {
                elections.run(Duration.ofMillis(500));
                assertThat(elections.leads(leader)).as("seed " + seed).isTrue();
            }
            assertThat(elections.most()).isEqualTo(1);
        }
    }

    /** Two replicas of which one leads. */
    private static Elections led(int seed) {
        var elections = new Elections(seed, 2);
        elections.start();
        elections.run(Duration.ofSeconds(20));
        assertThat(elections.leaders()).isEqualTo(1);
        return elections;
    }
}
