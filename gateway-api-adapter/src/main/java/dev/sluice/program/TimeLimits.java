package dev.sluice.program;

import dev.sluice.config.route.Timeouts;
import dev.sluice.message.GrpcContent;
import dev.sluice.message.GrpcTimeout;
import dev.sluice.upstream.UpstreamRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long requests of a rule may take, ready to be asked. As soon as a rule says anything about time, what the gateway
 * allows by default does not hold for it. Source: HTTPRouteTimeouts, GEP-1742.
 *
 * @param request nanoseconds; 0: no limit
 * @param backendRequest nanoseconds; 0: no limit
 * @param without the deadline of a try where neither limit is set
 */
record TimeLimits(long request, long backendRequest, long without) {

    /** There is no deadline. */
    static final long NONE = UpstreamRequest.DEFAULT;

    static TimeLimits compile(Timeouts timeouts) {
        boolean silent = timeouts.request() == null && timeouts.backendRequest() == null;
        return new TimeLimits(
                nanos(timeouts.request()),
                nanos(timeouts.backendRequest()),
                silent ? UpstreamRequest.DEFAULT : UpstreamRequest.UNLIMITED);
    }

    /**
     * When a request that begins now must have ended, as {@link System#nanoTime}; {@link #NONE}: never.
     *
     * @param headers may say how long the client waits for its call
     */
    long ofRequest(HttpHeaders headers) {
        long ofRule = request == 0 ? NONE : after(request);
        String timeout = headers.get(GrpcTimeout.HEADER);
        if (timeout == null || !GrpcContent.is(headers.get(HttpHeaderNames.CONTENT_TYPE))) {
            return ofRule;
        }
        // Half of what nanoTime can tell apart; a client that waits for centuries waits for ever.
        long ofClient = Math.min(GrpcTimeout.nanos(timeout), Long.MAX_VALUE / 2);
        return ofClient == GrpcTimeout.NONE ? ofRule : nearer(ofRule, after(ofClient));
    }

    /**
     * When a try that begins now must have ended, as UpstreamRequest takes it.
     *
     * @param ofRequest as {@link #ofRequest} gave it
     */
    long ofTry(long ofRequest) {
        if (backendRequest == 0) {
            return ofRequest == NONE ? without : ofRequest;
        }
        return nearer(ofRequest, after(backendRequest));
    }

    /** The earlier of two deadlines, of which the first may be {@link #NONE}. */
    static long nearer(long one, long other) {
        return one == NONE || other - one < 0 ? other : one;
    }

    /** A deadline so far from now. */
    static long after(long nanos) {
        long deadline = System.nanoTime() + nanos;
        return deadline == UpstreamRequest.DEFAULT || deadline == UpstreamRequest.UNLIMITED ? deadline + 2 : deadline;
    }

    /** Whether a deadline will have passed so far from now. */
    static boolean passes(long deadline, long nanos) {
        return deadline != NONE && System.nanoTime() + nanos - deadline >= 0;
    }

    private static long nanos(@Nullable Duration duration) {
        return duration == null ? 0 : duration.toNanos();
    }
}
