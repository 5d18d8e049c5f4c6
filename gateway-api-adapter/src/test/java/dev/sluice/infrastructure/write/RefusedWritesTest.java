package dev.sluice.infrastructure.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cluster.api.Answer;
import dev.sluice.condition.Condition;
import dev.sluice.infrastructure.Shop;
import dev.sluice.resource.ObjectName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Writes that the API server or somebody else does not accept. */
final class RefusedWritesTest extends WrittenInfrastructure {

    @Nested
    class WhatTheApiServerRefuses {

        private final List<Map<ObjectName, Condition>> told = new ArrayList<>();

        @BeforeEach
        void listen() {
            writer.onRefused(told::add);
        }

        @Test
        void isToldOnceOfItsGatewayAndAgainWhenItIsTaken() {
            writes.answer("create Service a-sluice", new Answer.Refused(403, "exceeded quota: balancers"));
            turn(Shop.gateway("a", 1, 80), Shop.gateway("b", 2, 80));
            now = now.plusSeconds(60);
            turn(Shop.gateway("a", 1, 80), Shop.gateway("b", 2, 80));

            assertThat(told).singleElement().satisfies(refused -> {
                assertThat(refused).containsOnlyKeys(new ObjectName("shop", "a"));
                assertThat(refused.values()).singleElement().satisfies(programmed -> {
                    assertThat(programmed.holds()).isFalse();
                    assertThat(programmed.reason()).isEqualTo("NoResources");
                    assertThat(programmed.message()).contains("Service shop/a-sluice", "exceeded quota: balancers");
                });
            });

            writes.answer("create Service a-sluice", null);
            now = now.plusSeconds(300);
            turn(Shop.gateway("a", 1, 80), Shop.gateway("b", 2, 80));

            assertThat(told).hasSize(2);
            assertThat(told.getLast()).isEmpty();
        }

        @Test
        void staysToldWhileItWaits() {
            writes.answer("create Service a-sluice", new Answer.Refused(403, "exceeded quota"));
            turn(Shop.gateway("a", 1, 80));
            now = now.plusSeconds(1);
            turn(Shop.gateway("a", 1, 80));

            assertThat(told).hasSize(1);
        }

        @Test
        void isOfAnyObjectOfTheGateway() {
            writes.answer("create EndpointSlice a-sluice-ipv4", new Answer.Refused(400, "denied"));
            turn(Shop.gateway("a", 1, 80));

            assertThat(told.getLast().values())
                    .extracting(Condition::message)
                    .singleElement()
                    .asString()
                    .contains("EndpointSlice shop/a-sluice-ipv4: denied");
        }

        @Test
        void isForgottenByWhoNoLongerLeads() {
            writes.answer("create Service a-sluice", new Answer.Refused(403, "exceeded quota"));
            turn(Shop.gateway("a", 1, 80));
            leadership.set(false);
            writer.work();

            assertThat(told).hasSize(2);
            assertThat(told.getLast()).isEmpty();
        }
    }

    @Nested
    class Disputes {

        /** A webhook that changes what is written, or a controller that changes it back. */
        @Test
        void writesThatOthersUndoAreBounded() {
            turn(Shop.gateway("a", 1, 80));
            var theirs = new AtomicInteger();
            writes.afterWrite(() -> {
                theirs.incrementAndGet();
                cluster.edit("Service", "shop", "a-sluice", """
                        {"spec": {"type": "ClusterIP"}}""");
            });
            cluster.edit("Service", "shop", "a-sluice", """
                    {"spec": {"type": "ClusterIP"}}""");
            writes.requests();

            for (int i = 0; i < 600; i++) {
                turn(Shop.gateway("a", 1, 80));
                now = now.plusMillis(100);
            }

            assertThat(writes.requests()).as("in a minute").hasSizeBetween(5, 8);
        }

        @Test
        void podsAreFollowedWhileTheServiceIsDisputed() {
            turn(Shop.gateway("a", 1, 80));
            writes.afterWrite(() -> cluster.edit("Service", "shop", "a-sluice", """
                    {"spec": {"type": "ClusterIP"}}"""));
            for (int i = 0; i < 10; i++) {
                turn(Shop.gateway("a", 1, 80));
                cluster.edit("Service", "shop", "a-sluice", """
                        {"spec": {"type": "ClusterIP"}}""");
            }
            writes.afterWrite(() -> {});
            writes.requests();

            pods("10.201.0.2");
            turn(Shop.gateway("a", 1, 80));

            assertThat(writes.requests()).containsExactly("patch EndpointSlice a-sluice-ipv4");
        }

        @Test
        void whatIsRefusedIsTriedAgainAfterAWhileAndNotAtEachChange() {
            writes.answer("create Service a-sluice", new Answer.Refused(403, "quota"));
            for (int i = 0; i < 300; i++) {
                turn(Shop.gateway("a", 1, 80));
                now = now.plusMillis(100);
            }
            assertThat(writes.requests()).as("in 30 s").containsExactly("create Service a-sluice");

            turn(Shop.gateway("a", 1, 80));

            assertThat(writes.requests()).containsExactly("create Service a-sluice");
        }
    }
}
