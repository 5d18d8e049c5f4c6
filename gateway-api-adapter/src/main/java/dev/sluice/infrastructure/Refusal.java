package dev.sluice.infrastructure;

import dev.sluice.condition.Condition;
import dev.sluice.condition.GatewayConditions;

/**
 * A write of an object of a Gateway that the API server refuses.
 *
 * @param object such as {@code Service shop/edge-sluice}
 * @param code HTTP status, 400-499
 * @param message what the API server says to it, in one line; names the field where one is at fault
 */
public record Refusal(String object, int code, String message) {

    private static final int FORBIDDEN = 403;
    private static final int CONFLICT = 409;
    private static final int INVALID = 422;

    /** Condition Programmed of the Gateway, False, with the cause. */
    public Condition programmed() {
        return switch (code) {
            case FORBIDDEN -> forbidden();
            case CONFLICT -> GatewayConditions.nameTaken(object);
            case INVALID -> GatewayConditions.writeInvalid(object, message);
            default -> GatewayConditions.writeRefused(object, message);
        };
    }

    /** By quota, for want of a right, or by an admission webhook; the words of Kubernetes tell which. */
    private Condition forbidden() {
        if (message.contains("exceeded quota")) {
            return GatewayConditions.quotaExceeded(object, message);
        }
        return message.contains("\" cannot ")
                ? GatewayConditions.writeForbidden(object, message)
                : GatewayConditions.writeRefused(object, message);
    }
}
