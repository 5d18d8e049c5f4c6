package dev.sluice.filter.access;

import dev.sluice.answer.Answer;
import dev.sluice.filter.FilterKind;
import dev.sluice.filter.References;
import dev.sluice.program.GivenHeaders;
import dev.sluice.program.ProgramRequest;
import dev.sluice.program.ProgramResponse;
import dev.sluice.program.RequestFilter;
import dev.sluice.program.RuleProgram;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Serves clients that send an API key of a Secret. */
public final class ApiKeyAuth implements FilterKind<ApiKeyAuthArguments> {

    private static final String SECRET = "secretRef";

    @Override
    public String name() {
        return "ApiKeyAuth";
    }

    @Override
    public String meaning() {
        return "serves clients that send an API key";
    }

    @Override
    public Class<ApiKeyAuthArguments> arguments() {
        return ApiKeyAuthArguments.class;
    }

    @Override
    public RequestFilter make(ApiKeyAuthArguments arguments, References references) {
        var keys = new ApiKeys(SECRET, references.get(SECRET));
        var given = new GivenHeaders(
                arguments.forwardKey()
                        ? List.of(arguments.consumerHeader())
                        : List.of(arguments.consumerHeader(), arguments.header()));
        return program -> request -> run(arguments, keys, given, program, request);
    }

    private static Mono<ProgramResponse> run(
            ApiKeyAuthArguments arguments,
            ApiKeys keys,
            GivenHeaders given,
            RuleProgram program,
            ProgramRequest request) {
        String key = only(request.headers().getAll(arguments.header()));
        String consumer = key == null ? null : keys.consumer(key);
        return consumer == null
                ? Mono.just(Challenge.answer(Answer.NOT_AUTHENTICATED, request, "ApiKey"))
                : program.run(given.give(request, Map.of(arguments.consumerHeader(), consumer)));
    }

    /** Of several keys nobody can say which is meant. */
    private static @Nullable String only(List<String> values) {
        return values.size() == 1 ? values.getFirst().strip() : null;
    }
}
