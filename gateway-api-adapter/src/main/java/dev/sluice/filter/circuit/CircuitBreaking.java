package dev.sluice.filter.circuit;

import dev.sluice.answer.Answer;
import dev.sluice.filter.FilterKind;
import dev.sluice.filter.References;
import dev.sluice.program.ProgramRequest;
import dev.sluice.program.ProgramResponse;
import dev.sluice.program.RequestFilter;
import dev.sluice.program.RuleProgram;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Keeps requests from a backend while too many of them fail or are slow. The name is not CircuitBreaker, which is
 * Spring Cloud Gateway's.
 */
public final class CircuitBreaking implements FilterKind<CircuitBreakingArguments> {

    private final Circuits circuits;

    /** @param circuits gets those that rules run */
    public CircuitBreaking(Circuits circuits) {
        this.circuits = circuits;
    }

    @Override
    public String name() {
        return "CircuitBreaking";
    }

    @Override
    public String meaning() {
        return "keeps requests from a backend while too many of them fail or are slow";
    }

    @Override
    public Class<CircuitBreakingArguments> arguments() {
        return CircuitBreakingArguments.class;
    }

    @Override
    public RequestFilter make(CircuitBreakingArguments arguments, References references) {
        var circuit = new BackendCircuit(references.springFilter(), arguments);
        List<StatusRange> failures = arguments.failures();
        return program -> {
            circuits.running(references.springFilter(), circuit);
            return request -> circuit.permits()
                    ? run(program, request, new CircuitCall(circuit, failures))
                    : Mono.just(refusal(circuit, request));
        };
    }

    private static Mono<ProgramResponse> run(RuleProgram program, ProgramRequest request, CircuitCall call) {
        Mono<ProgramResponse> response;
        try {
            response = program.run(call.watched(request));
        } catch (RuntimeException bug) {
            call.gone();
            throw bug;
        }
        return response.map(head -> call.answered(request, head)).doFinally(_ -> call.finished());
    }

    private static ProgramResponse refusal(BackendCircuit circuit, ProgramRequest request) {
        ProgramResponse response = ProgramResponse.of(Answer.CIRCUIT_OPEN, request.answers());
        if (!request.answers().isGrpc()) {
            response.headers().set(HttpHeaderNames.RETRY_AFTER, String.valueOf(circuit.secondsToWait()));
        }
        return response;
    }
}
