package dev.sluice.filter.circuit;

import dev.sluice.answer.Answer;
import dev.sluice.message.BodyFraming;
import dev.sluice.message.GrpcStatus;
import dev.sluice.message.RequestBody;
import dev.sluice.program.ProgramRequest;
import dev.sluice.program.ProgramResponse;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One request that a circuit let pass. It counts once: with the end of its response, or when that broke off. One that
 * tries the backend counts with the head, for a stream may last for hours. What a client did does not count, so that
 * no client can open the circuit by going away or being slow.
 */
final class CircuitCall {

    /** Answers that the gateway makes because of the backend. */
    private static final Set<String> OF_THE_BACKEND = reasons(
            Answer.NO_ENDPOINT,
            Answer.RETRY_BUDGET,
            Answer.UPSTREAM_FULL,
            Answer.UPSTREAM_CONNECT,
            Answer.UPSTREAM_TLS,
            Answer.UPSTREAM_BROKEN);

    /** Because of the backend, unless it still waited for the request. */
    private static final Set<String> OF_TIME = reasons(Answer.UPSTREAM_TIMEOUT, Answer.REQUEST_TIMEOUT);

    private final BackendCircuit circuit;
    private final List<StatusRange> failures;
    private final boolean isTrial;
    private final long begun = System.nanoTime();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile boolean isSent = true;
    private volatile boolean isAnswered;
    private long nanosToHead;

    CircuitCall(BackendCircuit circuit, List<StatusRange> failures) {
        this.circuit = circuit;
        this.failures = failures;
        this.isTrial = circuit.get() == CircuitState.HALF_OPEN;
    }

    private static Set<String> reasons(Answer... answers) {
        return Stream.of(answers).map(Answer::reason).collect(Collectors.toUnmodifiableSet());
    }

    /** The request, whose body is noticed to end. */
    ProgramRequest watched(ProgramRequest request) {
        RequestBody body = request.body();
        if (body.framing() == BodyFraming.NONE) {
            return request;
        }
        isSent = false;
        return request.with(
                new RequestBody(body.framing(), body.content().doOnComplete(() -> isSent = true), body.trailers()));
    }

    /** The head of a response is here. */
    ProgramResponse answered(ProgramRequest request, ProgramResponse response) {
        isAnswered = true;
        nanosToHead = System.nanoTime() - begun;
        if (response.reason() != null) {
            answeredHere(response.reason());
            return response;
        }
        String grpc = response.headers().get(GrpcStatus.HEADER);
        if (isFailure(response.status().code(), grpc)) {
            end(false);
        } else if (isTrial || response.tunnel() != null || request.method().equals("HEAD")) {
            end(true);
        }
        return ended.get()
                ? response
                : new ProgramResponse(
                        response.status(),
                        response.headers(),
                        new CountedBody(response.body(), this),
                        response.backend(),
                        null,
                        response.session(),
                        null);
    }

    private void answeredHere(String reason) {
        if (OF_THE_BACKEND.contains(reason) || (isSent && OF_TIME.contains(reason))) {
            end(false);
        } else {
            gone();
        }
    }

    /** Nobody waits for the head any more. */
    void finished() {
        if (!isAnswered) {
            gone();
        }
    }

    /** The body is complete; the status of a gRPC call comes with it. */
    void ended(HttpHeaders trailers) {
        String grpc = trailers.get(GrpcStatus.HEADER);
        end(grpc == null || !isFailure(200, grpc));
    }

    /** The backend did not send the rest. */
    void broke() {
        end(false);
    }

    /** The client does not want it any more, or it was not the backend that answered. */
    void gone() {
        if (ended.compareAndSet(false, true)) {
            circuit.notCounted();
        }
    }

    private void end(boolean succeeded) {
        if (ended.compareAndSet(false, true)) {
            circuit.counted(succeeded, nanosToHead);
        }
    }

    private boolean isFailure(int status, @Nullable String grpc) {
        int judged = grpc == null ? status : GrpcStatus.of(grpc).http();
        return failures.stream().anyMatch(range -> range.contains(judged));
    }
}
