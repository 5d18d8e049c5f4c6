package dev.sluice.program;

import dev.sluice.answer.Answer;
import dev.sluice.config.route.Retry;
import dev.sluice.upstream.UpstreamOutcome.Failed;
import dev.sluice.upstream.UpstreamOutcome.Progress;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Which requests are sent once more, and when. Source: HTTPRouteRetry, GEP-1731.
 *
 * <p>By every rule, at once and at most twice, because the backend has not seen the request:
 *
 * <ul>
 *   <li>no connection could be made, or no secure one, or the backend said that it did not process the request: any
 *       request;
 *   <li>a kept connection was closed by the backend while the request was on its way: an idempotent request.
 * </ul>
 *
 * <p>By a rule with {@code retry}, after the backoff and at most {@code attempts} times, all of the above and:
 *
 * <ul>
 *   <li>a response with one of {@code codes}: any request, for the rule names it;
 *   <li>the connection broke before the head of a response, or the try took longer than {@code
 *       timeouts.backendRequest}: a request of which nothing was sent, or an idempotent one.
 * </ul>
 *
 * <p>{@code attempts: 0} ends it all: no request is sent twice. A backend without endpoints, or with too many requests
 * waiting already, is not asked again.
 */
final class RetryPolicy {

    /** Source: RFC 9110, section 9.2.2. */
    private static final Set<HttpMethod> IDEMPOTENT = Set.of(
            HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.TRACE, HttpMethod.PUT, HttpMethod.DELETE);

    private static final int LOWEST_CODE = 400;
    private static final int LARGEST_FACTOR = 10;

    /** Of the rules that say nothing, which are nearly all: one for all of them. */
    private static final RetryPolicy WHAT_IS_SAFE = new RetryPolicy(2, false, Set.of(), Duration.ZERO);

    private final int attempts;
    private final boolean byRule;
    private final boolean[] codes = new boolean[200];
    private final long backoff;

    private RetryPolicy(int attempts, boolean byRule, Set<Integer> codes, Duration backoff) {
        this.attempts = attempts;
        this.byRule = byRule;
        this.backoff = Math.min(backoff.toNanos(), Long.MAX_VALUE / (2 * LARGEST_FACTOR));
        codes.forEach(code -> this.codes[code - LOWEST_CODE] = true);
    }

    /** @param retry null: the rule says nothing */
    static RetryPolicy compile(@Nullable Retry retry, ProgramSettings settings) {
        if (retry == null) {
            return WHAT_IS_SAFE;
        }
        Duration backoff = retry.backoff() == null ? settings.retryBackoff() : retry.backoff();
        return new RetryPolicy(retry.attempts(), true, retry.codes(), backoff);
    }

    /** Tries at most, beside the first. */
    int attempts() {
        return attempts;
    }

    /** Whether the rule asks for more than what is safe anyway, so that it could cause a storm. */
    boolean byRule() {
        return byRule && attempts > 0;
    }

    /**
     * Whether a response with this status is not forwarded. A loop that is retried would grow with each of its turns.
     */
    boolean names(int status) {
        int index = status - LOWEST_CODE;
        return index >= 0 && index < codes.length && codes[index] && status != Answer.LOOP;
    }

    /**
     * Whether a body of such a request may be wanted once more.
     *
     * @param canTurnBack whether the backend can say that it did not process what was sent
     */
    boolean mayResendBody(HttpMethod method, boolean canTurnBack) {
        return attempts > 0 && (byRule || canTurnBack || IDEMPOTENT.contains(method));
    }

    /** Whether a request that failed so may be sent once more, if its body can be. */
    boolean repeats(Failed failed, HttpMethod method) {
        return switch (failed.progress()) {
            case NOT_SENT -> isUnseen(failed) || (byRule && isNoAnswer(failed));
            case SENT_ON_KEPT -> isNoAnswer(failed) && IDEMPOTENT.contains(method);
            case SENT -> byRule && isNoAnswer(failed) && IDEMPOTENT.contains(method);
        };
    }

    /** Whether there was no connection to send it on, so that not even its body was asked for. */
    static boolean isUnbegun(Failed failed) {
        return failed.answer() == Answer.UPSTREAM_CONNECT
                || (failed.answer() == Answer.UPSTREAM_TLS && failed.progress() == Progress.NOT_SENT);
    }

    private static boolean isUnseen(Failed failed) {
        return isUnbegun(failed) || failed.answer() == Answer.UPSTREAM_BROKEN;
    }

    private static boolean isNoAnswer(Failed failed) {
        return failed.answer() == Answer.UPSTREAM_BROKEN || failed.answer() == Answer.UPSTREAM_TIMEOUT;
    }

    /**
     * Nanoseconds to wait before a repeat: the backoff, twice as long for each further one up to ten times, and up to
     * half as much again by chance, so that clients that failed together do not come back together.
     *
     * @param repeat from 1
     */
    long delay(int repeat) {
        if (backoff == 0) {
            return 0;
        }
        long step = backoff * Math.min(LARGEST_FACTOR, 1L << Math.min(repeat - 1, 4));
        return step + ThreadLocalRandom.current().nextLong(step / 2 + 1);
    }
}
