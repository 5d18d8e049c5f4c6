package dev.sluice.filter.access;

import dev.sluice.answer.Answer;
import dev.sluice.filter.FilterKind;
import dev.sluice.filter.References;
import dev.sluice.program.GivenHeaders;
import dev.sluice.program.ProgramRequest;
import dev.sluice.program.ProgramResponse;
import dev.sluice.program.RequestFilter;
import dev.sluice.program.RuleProgram;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Serves users with a password. Hashes are computed by a few threads; where more requests wait for them than can be
 * served in a few seconds, further ones are refused with 503.
 */
public final class BasicAuth implements FilterKind<BasicAuthArguments>, AutoCloseable {

    private static final String SECRET = "secretRef";
    private static final int MOST_WAITING = 128;

    private final ThreadPoolExecutor hashing = hashing();

    private static ThreadPoolExecutor hashing() {
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        var executor = new ThreadPoolExecutor(
                threads,
                threads,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MOST_WAITING),
                Thread.ofPlatform().daemon().name("sluice-passwords-", 0).factory());
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    @Override
    public String name() {
        return "BasicAuth";
    }

    @Override
    public String meaning() {
        return "serves users with a password";
    }

    @Override
    public Class<BasicAuthArguments> arguments() {
        return BasicAuthArguments.class;
    }

    @Override
    public RequestFilter make(BasicAuthArguments arguments, References references) {
        String entry = arguments.entry();
        String place =
                "args.%s: %s, key %s".formatted(SECRET, references.get(SECRET).object(), entry);
        var users = new Users(place, references.get(SECRET, entry));
        String authorization = HttpHeaderNames.AUTHORIZATION.toString();
        var given = new GivenHeaders(
                arguments.forwardCredentials()
                        ? List.of(arguments.userHeader())
                        : List.of(arguments.userHeader(), authorization));
        String challenge = "Basic realm=\"%s\", charset=\"UTF-8\"".formatted(arguments.realm());
        return program -> request -> {
            Credentials credentials = Credentials.of(request.headers().getAll(authorization));
            RuleProgram permitted = credentials == null
                    ? null
                    : it -> program.run(given.give(it, Map.of(arguments.userHeader(), credentials.user())));
            return run(users, credentials, permitted, request, challenge);
        };
    }

    private Mono<ProgramResponse> run(
            Users users,
            @Nullable Credentials credentials,
            @Nullable RuleProgram permitted,
            ProgramRequest request,
            String challenge) {
        if (credentials == null || permitted == null) {
            return Mono.just(Challenge.answer(Answer.NOT_AUTHENTICATED, request, challenge));
        }
        if (users.isRemembered(credentials)) {
            return permitted.run(request);
        }
        try {
            return Mono.fromFuture(CompletableFuture.supplyAsync(() -> users.verify(credentials), hashing))
                    .publishOn(Schedulers.fromExecutor(request.loop()))
                    .flatMap(right -> right
                            ? permitted.run(request)
                            : Mono.just(Challenge.answer(Answer.NOT_AUTHENTICATED, request, challenge)));
        } catch (RejectedExecutionException busy) {
            return Mono.just(ProgramResponse.of(Answer.AUTHENTICATION_FAILED, request.answers()));
        }
    }

    @Override
    public void close() {
        hashing.shutdownNow();
    }
}
