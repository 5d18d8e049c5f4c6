package dev.sluice.filter.traffic;

import dev.sluice.answer.Answer;
import dev.sluice.filter.FilterKind;
import dev.sluice.filter.References;
import dev.sluice.hop.ForwardedHeaders;
import dev.sluice.program.ProgramRequest;
import dev.sluice.program.ProgramResponse;
import dev.sluice.program.RequestFilter;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;

/**
 * Serves a number of requests in a time, in this process. What is over it is answered 429, also that of a client that
 * keeps asking. Source of the headers: draft-ietf-httpapi-ratelimit-headers-10; RFC 6585, section 4.
 */
public final class RateLimit implements FilterKind<RateLimitArguments> {

    private static final String POLICY = "RateLimit-Policy";
    private static final String LEFT = "RateLimit";

    private final ForwardedHeaders forwarded;

    /** @param forwarded says which proxies are trusted to name the client */
    public RateLimit(ForwardedHeaders forwarded) {
        this.forwarded = forwarded;
    }

    @Override
    public String name() {
        return "RateLimit";
    }

    @Override
    public String meaning() {
        return "serves a number of requests in a time, for each client, value of a header or in all";
    }

    @Override
    public Class<RateLimitArguments> arguments() {
        return RateLimitArguments.class;
    }

    @Override
    public RequestFilter make(RateLimitArguments arguments, References references) {
        var buckets = new RateBuckets(arguments, TimeMeter.SYSTEM_NANOTIME);
        return program -> request -> {
            ConsumptionProbe taken = buckets.take(key(arguments, request));
            if (!taken.isConsumed()) {
                return Mono.just(refusal(arguments, taken, request));
            }
            return arguments.announce()
                    ? program.run(request).doOnNext(response -> announce(arguments, taken, response.headers()))
                    : program.run(request);
        };
    }

    private Object key(RateLimitArguments arguments, ProgramRequest request) {
        if (arguments.shared()) {
            return RateKey.ALL;
        }
        return arguments.header() == null
                ? RateKey.of(forwarded.clientAddress(request.client().peer(), request.headers()))
                : RateKey.of(request.headers().getAll(arguments.header()));
    }

    private static ProgramResponse refusal(
            RateLimitArguments arguments, ConsumptionProbe taken, ProgramRequest request) {
        ProgramResponse response = ProgramResponse.of(Answer.RATE_LIMITED, request.answers());
        if (request.answers().isGrpc()) {
            return response;
        }
        response.headers().set(HttpHeaderNames.RETRY_AFTER, String.valueOf(seconds(taken.getNanosToWaitForRefill())));
        if (arguments.announce()) {
            announce(arguments, taken, response.headers());
        }
        return response;
    }

    /** Of several limits each adds its own, also one that the backend has. */
    private static void announce(RateLimitArguments arguments, ConsumptionProbe taken, HttpHeaders headers) {
        long reset = taken.isConsumed() ? taken.getNanosToWaitForReset() : taken.getNanosToWaitForRefill();
        headers.add(
                POLICY,
                "\"%s\";q=%d;w=%d"
                        .formatted(
                                arguments.policy(),
                                arguments.requests(),
                                arguments.per().toSeconds()));
        headers.add(LEFT, "\"%s\";r=%d;t=%d".formatted(arguments.policy(), taken.getRemainingTokens(), seconds(reset)));
    }

    /** Whole seconds, not less than it takes, and at least one. */
    private static long seconds(long nanos) {
        return Math.max(1, -Math.floorDiv(-nanos, TimeUnit.SECONDS.toNanos(1)));
    }
}
