package dev.sluice.filter.traffic;

import dev.sluice.answer.Answer;
import dev.sluice.filter.FilterKind;
import dev.sluice.filter.References;
import dev.sluice.filter.UnusableReference;
import dev.sluice.filter.traffic.RateLimitArguments.Store;
import dev.sluice.hop.ForwardedHeaders;
import dev.sluice.program.ProgramRequest;
import dev.sluice.program.ProgramResponse;
import dev.sluice.program.RequestFilter;
import dev.sluice.program.RuleProgram;
import io.github.bucket4j.TimeMeter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Serves a number of requests in a time, in this process or in all replicas together. What is over it is answered 429,
 * also that of a client that keeps asking. Source of the headers: draft-ietf-httpapi-ratelimit-headers-10; RFC 6585,
 * section 4.
 */
public final class RateLimit implements FilterKind<RateLimitArguments> {

    private static final String POLICY = "RateLimit-Policy";
    private static final String LEFT = "RateLimit";

    private final ForwardedHeaders forwarded;
    private final @Nullable RateLimitStore store;

    /**
     * Counts nothing yet.
     *
     * @param forwarded says which proxies are trusted to name the client
     * @param store for limits of all replicas together; null: this gateway has none
     */
    public RateLimit(ForwardedHeaders forwarded, @Nullable RateLimitStore store) {
        this.forwarded = forwarded;
        this.store = store;
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
        var announced = new Announced(arguments);
        if (arguments.store() == Store.LOCAL) {
            return program -> request -> serve(announced, buckets.take(key(arguments, request)), request, program);
        }
        var limit = StoredLimit.of(storeThatIsNeeded(), arguments, references.springFilter(), buckets);
        return program -> request -> limit.take(key(arguments, request), request.loop())
                .flatMap(taken -> serve(announced, taken, request, program))
                .switchIfEmpty(
                        Mono.fromSupplier(() -> ProgramResponse.of(Answer.RATE_LIMIT_FAILED, request.answers())));
    }

    private RateLimitStore storeThatIsNeeded() {
        if (store == null) {
            throw new UnusableReference(
                    "args.store: redis, and this gateway has no Redis; set sluice.sessions.store=redis and spring.data.redis.*, or store: local");
        }
        return store;
    }

    private static Mono<ProgramResponse> serve(
            Announced announced, Taken taken, ProgramRequest request, RuleProgram program) {
        if (!taken.isServed()) {
            return Mono.just(refusal(announced, taken, request));
        }
        return announced.arguments().announce()
                ? program.run(request).doOnNext(response -> announced.add(taken, response.headers()))
                : program.run(request);
    }

    private Object key(RateLimitArguments arguments, ProgramRequest request) {
        if (arguments.shared()) {
            return RateKey.ALL;
        }
        return arguments.header() == null
                ? RateKey.of(forwarded.clientAddress(request.client().peer(), request.headers()))
                : RateKey.of(request.headers().getAll(arguments.header()));
    }

    private static ProgramResponse refusal(Announced announced, Taken taken, ProgramRequest request) {
        ProgramResponse response = ProgramResponse.of(Answer.RATE_LIMITED, request.answers());
        if (request.answers().isGrpc()) {
            return response;
        }
        response.headers().set(HttpHeaderNames.RETRY_AFTER, String.valueOf(seconds(taken.resetNanos())));
        if (announced.arguments().announce()) {
            announced.add(taken, response.headers());
        }
        return response;
    }

    /** What the headers say of a limit, of which only the rest changes from request to request. */
    private record Announced(RateLimitArguments arguments, String limit, String name) {

        Announced(RateLimitArguments arguments) {
            this(
                    arguments,
                    "\"%s\";q=%d;w=%d"
                            .formatted(
                                    arguments.policy(),
                                    arguments.requests(),
                                    arguments.per().toSeconds()),
                    "\"" + arguments.policy() + "\"");
        }

        /** Of several limits each adds its own, also one that the backend has. */
        void add(Taken taken, HttpHeaders headers) {
            headers.add(POLICY, limit);
            headers.add(LEFT, name + ";r=" + taken.left() + ";t=" + seconds(taken.resetNanos()));
        }
    }

    /** Whole seconds, not less than it takes, and at least one. */
    private static long seconds(long nanos) {
        return Math.max(1, -Math.floorDiv(-nanos, TimeUnit.SECONDS.toNanos(1)));
    }
}
