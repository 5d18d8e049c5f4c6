package dev.sluice.message;

import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/** How long a client waits for its call. Source: gRPC over HTTP/2, "Timeout". */
public final class GrpcTimeout {

    /** The field that says it. */
    public static final AsciiString HEADER = AsciiString.cached("grpc-timeout");

    /** There is none. */
    public static final long NONE = -1;

    private static final int MOST_DIGITS = 8;

    private GrpcTimeout() {}

    /**
     * Nanoseconds, at most {@link Long#MAX_VALUE}; {@link #NONE} for what is no timeout, which a backend judges better
     * than we do.
     *
     * @param value up to 8 digits and a unit, such as {@code 100m}; null: no header
     */
    public static long nanos(@Nullable String value) {
        int digits = value == null ? 0 : value.length() - 1;
        if (value == null || digits < 1 || digits > MOST_DIGITS) {
            return NONE;
        }
        long number = 0;
        for (int i = 0; i < digits; i++) {
            int digit = value.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return NONE;
            }
            number = number * 10 + digit;
        }
        long unit = switch (value.charAt(digits)) {
            case 'H' -> 3_600_000_000_000L;
            case 'M' -> 60_000_000_000L;
            case 'S' -> 1_000_000_000L;
            case 'm' -> 1_000_000L;
            case 'u' -> 1_000L;
            case 'n' -> 1L;
            default -> NONE;
        };
        if (unit == NONE) {
            return NONE;
        }
        return number > Long.MAX_VALUE / unit ? Long.MAX_VALUE : number * unit;
    }
}
