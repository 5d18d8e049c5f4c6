package dev.sluice.condition;

/**
 * Why a Listener cannot be distinguished from another; two conditions report it.
 *
 * @param reason {@code HostnameConflict} or {@code ProtocolConflict}
 * @param message names the other Listeners and the remedy
 */
public record Conflict(String reason, String message) {

    /** Condition Conflicted, True. */
    public Condition conflicted() {
        return Condition.holds(Condition.Type.CONFLICTED, reason, message);
    }

    /** Condition Accepted, False. */
    public Condition notAccepted() {
        return Condition.fails(Condition.Type.ACCEPTED, reason, message);
    }
}
