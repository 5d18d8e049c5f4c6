package dev.sluice.condition;

import static dev.sluice.condition.Condition.Type.ACCEPTED;
import static dev.sluice.condition.Condition.Type.PROGRAMMED;

import java.util.List;

/** What objects of several kinds report in the same words. */
final class SharedConditions {

    private static final String LISTENERS_NOT_VALID = "ListenersNotValid";

    private SharedConditions() {}

    static Condition policyInEffect() {
        return Condition.holds(ACCEPTED, "Accepted", "The policy is in effect");
    }

    static Condition policyInEffectInPart(List<String> others) {
        return Condition.holds(
                ACCEPTED,
                "Accepted",
                "The policy is in effect, but not for targets that older policies have: %s"
                        .formatted(Listed.of(others)));
    }

    static Condition everyListenerValid() {
        return Condition.holds(ACCEPTED, "Accepted", "Every Listener is valid");
    }

    static Condition someListenersInvalid(List<String> invalid) {
        return Condition.holds(
                ACCEPTED,
                LISTENERS_NOT_VALID,
                "Some Listeners are not served: %s; see the conditions of each".formatted(Listed.of(invalid)));
    }

    static Condition noListenerValid() {
        return Condition.fails(
                ACCEPTED, LISTENERS_NOT_VALID, "No Listener is valid; see the conditions of each in status.listeners");
    }

    static Condition everySocketOpen() {
        return Condition.holds(PROGRAMMED, "Programmed", "The sockets of all valid Listeners are open");
    }

    static Condition outdated(String cause) {
        return Condition.fails(
                PROGRAMMED,
                "Pending",
                "The latest configuration could not be served: %s; it is tried again; report it, with the log"
                        .formatted(cause));
    }

    static Condition unopened() {
        return Condition.unknown(PROGRAMMED, "Pending", "Not known here: only a running gateway opens sockets");
    }

    static Condition pending() {
        return Condition.fails(
                PROGRAMMED, "Pending", "The latest configuration is not served yet; it is being applied");
    }
}
