package dev.sluice.program;

import dev.sluice.answer.Answer;
import dev.sluice.answer.RequestId;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.config.route.RuleId;
import dev.sluice.hop.ForwardedHeaders;
import dev.sluice.hop.MaxForwards;
import dev.sluice.hop.TrailerRule;
import dev.sluice.hop.Via;
import dev.sluice.message.BodyFraming;
import dev.sluice.message.HopByHop;
import dev.sluice.message.RequestBody;
import dev.sluice.message.ResponseBody;
import dev.sluice.program.Mirroring.Place;
import dev.sluice.session.SessionId;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamOutcome.Received;
import dev.sluice.upstream.UpstreamOutcome.Upgraded;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Sends requests to one backend: the rule's filters, then those of the backendRef, then the backend. Response header
 * modifiers are applied to what a backend answered, not to our own errors; those of the backendRef first, for it is
 * nearer to the backend.
 */
final class Forwarding implements RuleProgram {

    private final RuleId rule;
    private final Upstream upstream;
    private final RequestStep[] steps;
    private final Place[] mirrors;
    private final HeaderOperations[] responseHeaders;
    private final Pace pace;
    private final BackendLabels labels;

    private final ForwardedHeaders forwarded;

    /** @param labels of the backend */
    Forwarding(
            RuleId rule,
            Upstream upstream,
            FilterSet filters,
            Pace pace,
            BackendLabels labels,
            ForwardedHeaders forwarded) {
        this.rule = rule;
        this.upstream = upstream;
        this.steps = filters.steps().toArray(RequestStep[]::new);
        this.mirrors = filters.mirrors().toArray(Place[]::new);
        this.responseHeaders = filters.responseHeaders().toArray(HeaderOperations[]::new);
        this.pace = pace;
        this.labels = labels;
        this.forwarded = forwarded;
    }

    @Override
    public Mono<ProgramResponse> run(ProgramRequest request) {
        if (request.method().equals("CONNECT")) {
            return Mono.just(ProgramResponse.of(Answer.METHOD_NOT_SUPPORTED, request.answers()));
        }
        if (Via.isLoop(request.headers())) {
            return Mono.just(ProgramResponse.of(Answer.LOOP_DETECTED, request.answers()));
        }
        return MaxForwards.count(request.method(), request.headers())
                ? prepare(request)
                : Mono.just(lastRecipient(request));
    }

    /** As the last of its recipients. A TRACE would be shown what proxies before us added for us only. */
    private static ProgramResponse lastRecipient(ProgramRequest request) {
        return request.method().equals("OPTIONS")
                ? ProgramResponse.ofOurs(
                        HttpResponseStatus.OK,
                        new DefaultHttpHeaders().setInt(HttpHeaderNames.CONTENT_LENGTH, 0),
                        ResponseBody.of(Unpooled.EMPTY_BUFFER),
                        Answer.MAX_FORWARDS)
                : ProgramResponse.of(Answer.METHOD_NOT_SUPPORTED, request.answers());
    }

    RuleId rule() {
        return rule;
    }

    Upstream upstream() {
        return upstream;
    }

    Pace pace() {
        return pace;
    }

    /** Connection headers go first, so that a client cannot have the others removed by naming them there. */
    private Delivery prepare(ProgramRequest request) {
        boolean awaited = request.headers().contains(HttpHeaderNames.EXPECT);
        HopByHop.stripRequest(request.headers());
        request.headers().set(HttpHeaderNames.HOST, request.authority());
        forwarded.apply(request.headers(), request.hop());
        Via.add(request.headers(), request.protocol());
        RequestId.write(request.answers().requestId(), request.headers());
        if (request.trace() != null) {
            request.trace().writeTo(request.headers());
        }
        HttpMethod method = HttpMethod.valueOf(request.method());
        List<MirrorCopy> copies = mirrors.length == 0 ? List.of() : new ArrayList<>(mirrors.length);
        String path = request.path();
        int step = 0;
        for (Place place : mirrors) {
            path = apply(request, path, step, place.step());
            step = place.step();
            if (place.mirroring().takes(request)) {
                copies.add(place.mirroring()
                        .copy(method, target(request, path), request.headers(), trailers(request, step)));
            }
        }
        path = apply(request, path, step, steps.length);
        return new Delivery(this, request, judged(request), method, target(request, path), copies, awaited);
    }

    private RequestBody judged(ProgramRequest request) {
        RequestBody body = request.body();
        return body.framing() == BodyFraming.NONE
                ? body
                : new RequestBody(body.framing(), body.content(), trailers(request, steps.length));
    }

    /** What may follow the body, after so many of the steps. */
    private Supplier<HttpHeaders> trailers(ProgramRequest request, int to) {
        return () -> {
            HttpHeaders received = request.body().trailers().get();
            if (received.isEmpty()) {
                return received;
            }
            HttpHeaders trailers = received.copy();
            TrailerRule.apply(trailers);
            for (int i = 0; i < to; i++) {
                steps[i].applyToTrailers(request, trailers);
            }
            return trailers;
        };
    }

    private String apply(ProgramRequest request, String path, int from, int to) {
        String changed = path;
        for (int i = from; i < to; i++) {
            changed = steps[i].apply(request, changed);
        }
        return changed;
    }

    private static String target(ProgramRequest request, String path) {
        return request.query() == null ? path : path + "?" + request.query();
    }

    ProgramResponse respond(Received received, ProgramRequest request) {
        modify(received.headers());
        SessionId session = keep(request, received.endpoint(), received.headers());
        return new ProgramResponse(
                received.status(),
                received.headers(),
                body(received.body()),
                label(received.endpoint()),
                null,
                session,
                null);
    }

    private ResponseBody body(ResponseBody received) {
        return responseHeaders.length == 0 ? received : new ModifiedTrailers(received, List.of(responseHeaders));
    }

    ProgramResponse respond(Upgraded upgraded, ProgramRequest request) {
        modify(upgraded.headers());
        SessionId session = keep(request, upgraded.endpoint(), upgraded.headers());
        return new ProgramResponse(
                HttpResponseStatus.SWITCHING_PROTOCOLS,
                upgraded.headers(),
                ResponseBody.of(Unpooled.EMPTY_BUFFER),
                label(upgraded.endpoint()),
                null,
                session,
                upgraded.tunnel());
    }

    /** After the rule's own filters, so that none of them takes the session from a client. */
    private static @Nullable SessionId keep(ProgramRequest request, Endpoint answering, HttpHeaders response) {
        Pinned pinned = request.pinned();
        return pinned == null
                ? null
                : pinned.affinity()
                        .answer(pinned, answering, response, request.scheme().equals("https"));
    }

    private String label(Endpoint endpoint) {
        return labels.of(endpoint);
    }

    private void modify(HttpHeaders headers) {
        for (HeaderOperations operations : responseHeaders) {
            operations.apply(headers);
        }
    }

    /**
     * How long requests to one backendRef may take and how often they are tried.
     *
     * @param budget of all retries where a policy limits them, otherwise of those that the rule asks for
     */
    record Pace(
            TimeLimits limits,
            RetryPolicy retry,
            RetryBudget budget,
            ProgramSettings settings,
            ProgramCounters counters,
            AttemptObserver attempts) {}
}
