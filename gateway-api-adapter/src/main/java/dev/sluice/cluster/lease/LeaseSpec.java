package dev.sluice.cluster.lease;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * Reads the {@code spec} of a Lease, in which anything may be missing: people and tools write Leases too.
 * Source: coordination.k8s.io/v1 LeaseSpec.
 */
final class LeaseSpec {

    /** Seconds that client-go writes into a Lease which it gives back. */
    static final int RELEASED = 1;

    /** Of metav1.MicroTime, which has six digits. */
    private static final DateTimeFormatter MICRO_TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private LeaseSpec() {}

    /** Empty where nobody holds it. */
    static String holder(JsonNode spec) {
        return spec.path("holderIdentity").asString("");
    }

    /** Zero where it is not said. */
    static long seconds(JsonNode spec) {
        return spec.path("leaseDurationSeconds").asLong(0);
    }

    /** Whether a holder has given it back, and so knows that it leads no more. */
    static boolean isReleased(JsonNode spec) {
        return holder(spec).isEmpty() && seconds(spec) == RELEASED;
    }

    /** When the holder got it; empty where it is not said. */
    static String acquired(JsonNode spec) {
        return spec.path("acquireTime").asString("");
    }

    /** How often the holder became another. */
    static long transitions(JsonNode spec) {
        return Math.clamp(spec.path("leaseTransitions").asLong(0), 0, Integer.MAX_VALUE - 1L);
    }

    /** As a Lease has it. */
    static String time(Instant time) {
        return MICRO_TIME.format(time);
    }
}
