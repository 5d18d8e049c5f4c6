package dev.sluice.authorize;

import dev.sluice.authorize.HeaderChange.Action;
import dev.sluice.config.filter.ExternalAuthorizer;
import dev.sluice.message.BodyFraming;
import dev.sluice.message.Drain;
import dev.sluice.message.GrpcStatus;
import dev.sluice.message.InterimReceiver;
import dev.sluice.message.RequestBody;
import dev.sluice.message.ResponseBody;
import dev.sluice.upstream.UpstreamOutcome.Received;
import dev.sluice.upstream.UpstreamRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;

/**
 * Asks by the request itself, without its body or with all of it: same method, same path behind a prefix, a part of its
 * headers. 200 allows it, everything else is the client's response. Source: HTTPAuthConfig.
 */
final class HttpAuth implements AuthProtocol {

    /** "The following headers must always be sent"; Content-Length is ours. */
    private static final List<String> ALWAYS = List.of("host", "authorization");

    /** Headers of this form describe the authorizer's own body. */
    private static final String OF_BODY = "content-";

    private final String path;
    private final List<String> sent;
    private final boolean copiesAll;
    private final List<String> copied;

    HttpAuth(ExternalAuthorizer.Http settings) {
        this.path = settings.path();
        this.sent = Stream.concat(ALWAYS.stream(), settings.allowedHeaders().stream())
                .distinct()
                .toList();
        this.copiesAll = settings.allowedResponseHeaders().isEmpty();
        this.copied = settings.allowedResponseHeaders().stream()
                .filter(HeaderChange::isAllowed)
                .toList();
    }

    @Override
    public UpstreamRequest request(Question question) {
        HttpHeaders headers = new DefaultHttpHeaders();
        for (String name : sent) {
            headers.add(name, question.headers().getAll(name));
        }
        ByteBuf body = question.body();
        headers.setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        return new UpstreamRequest(
                question.loop(),
                HttpMethod.valueOf(question.method()),
                target(question.target()),
                headers,
                body.isReadable()
                        ? RequestBody.of(BodyFraming.LENGTH, Flux.defer(() -> Flux.just(body.retainedDuplicate())))
                        : RequestBody.NONE,
                null,
                InterimReceiver.NONE,
                question.deadline());
    }

    /** {@code OPTIONS *} asks about no path; behind a prefix it is the prefix. */
    private String target(String target) {
        return target.startsWith("/") ? path + target : path.isEmpty() ? target : path;
    }

    @Override
    public Runnable judge(Received received, Question question, Consumer<GrpcStatus> status, Consumer<Verdict> result) {
        if (received.status().code() == HttpResponseStatus.OK.code()) {
            Permit permit = permit(received.headers());
            Drain.start(received.body());
            result.accept(new Verdict.Allowed(permit));
        } else if (received.status().code() < HttpResponseStatus.MULTIPLE_CHOICES.code()) {
            Drain.start(received.body());
            result.accept(forbidden());
        } else {
            result.accept(new Verdict.Denied(received.status(), received.headers(), received.body()));
        }
        return () -> {};
    }

    /** "Any other code is considered an authorization failure", and a success must not be shown as one. */
    private static Verdict forbidden() {
        return new Verdict.Denied(
                HttpResponseStatus.FORBIDDEN,
                new DefaultHttpHeaders().setInt(HttpHeaderNames.CONTENT_LENGTH, 0),
                ResponseBody.of(Unpooled.EMPTY_BUFFER));
    }

    /** A header that is named and was not sent is removed: the client may have written it. */
    private Permit permit(HttpHeaders response) {
        List<String> names = copiesAll
                ? response.names().stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .filter(name -> HeaderChange.isAllowed(name) && !name.startsWith(OF_BODY))
                        .distinct()
                        .toList()
                : copied;
        return new Permit(
                names.stream()
                        .map(name -> new HeaderChange(Action.REPLACE, name, response.getAll(name)))
                        .toList(),
                QueryChange.NONE,
                List.of());
    }
}
