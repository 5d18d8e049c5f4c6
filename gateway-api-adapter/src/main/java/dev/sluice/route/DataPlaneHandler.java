package dev.sluice.route;

import dev.sluice.answer.Answer;
import dev.sluice.answer.AnswerContext;
import dev.sluice.answer.Reply;
import dev.sluice.answer.RequestId;
import dev.sluice.config.listener.SocketId;
import dev.sluice.edge.Admission;
import dev.sluice.edge.RequestGate;
import dev.sluice.edge.RequestTarget;
import dev.sluice.listen.RequestHandler;
import dev.sluice.observe.RequestObserver;
import dev.sluice.observe.RequestRecord;
import dev.sluice.observe.RuleLabels;
import dev.sluice.table.Lookup;
import dev.sluice.table.SocketTable;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Where every request of every data port comes to: finds its rule in the version that is being served, and runs it.
 * What no rule takes is answered here.
 */
public final class DataPlaneHandler implements RequestHandler {

    private static final Logger LOG = LoggerFactory.getLogger(DataPlaneHandler.class);

    private final RequestGate gate;
    private final Serving serving;
    private final WebFluxEntry entry;
    private final RequestObserver observer;

    public DataPlaneHandler(RequestGate gate, Serving serving, WebFluxEntry entry, RequestObserver observer) {
        this.gate = gate;
        this.serving = serving;
        this.entry = entry;
        this.observer = observer;
    }

    @Override
    public Publisher<Void> handle(
            SocketId socket, @Nullable String serverName, HttpServerRequest request, HttpServerResponse response) {
        if (request.version().equals(HttpVersion.HTTP_1_0)) {
            // RFC 9112, section 6.1: it knows no chunks, so the end of the connection is the end of the body.
            response.chunkedTransfer(false);
        }
        HttpHeaders headers = request.requestHeaders();
        Admission admission = gate.admit(request.version(), request.method(), request.uri(), headers);
        String authority = admission instanceof Admission.Admitted admitted
                ? admitted.authority()
                : headers.get(HttpHeaderNames.HOST, "");
        RequestRecord record = new RequestRecord(head(request, authority, serverName), RuleLabels.of(socket));
        Mono<Void> handled = switch (admission) {
            case Admission.Refused refused -> refuse(refused, request, response, record);
            case Admission.Admitted admitted -> dispatch(socket, admitted, request, response, record);
        };
        return handled.doFinally(signal -> finish(signal, response, record));
    }

    private static Mono<Void> refuse(
            Admission.Refused refused, HttpServerRequest request, HttpServerResponse response, RequestRecord record) {
        Mono<Void> answered = answer(refused.answer(), request, response, record);
        if (refused.close()) {
            // After the headers of the answer have replaced all others.
            response.keepAlive(false);
        }
        return answered;
    }

    private static RequestRecord.Head head(HttpServerRequest request, String authority, @Nullable String serverName) {
        return new RequestRecord.Head(
                request.method().name(),
                request.uri(),
                request.protocol(),
                authority,
                serverName,
                RequestId.of(request.requestHeaders()));
    }

    private Mono<Void> dispatch(
            SocketId socket,
            Admission.Admitted admitted,
            HttpServerRequest request,
            HttpServerResponse response,
            RequestRecord record) {
        SocketTable<CompiledRule> table = serving.rules().table().socket(socket);
        if (table == null) {
            return answer(Answer.NO_LISTENER, request, response, record);
        }
        RequestRecord.Head asked = record.head();
        var head = new NettyRequestHead(
                asked.method(), admitted.host(), asked.serverName(), admitted.target(), request.requestHeaders());
        Lookup<CompiledRule> found = table.find(head);
        if (found instanceof Lookup.Found<CompiledRule>(var taken) && !isClear(admitted.target(), head, taken, table)) {
            return answer(Answer.BAD_TARGET, request, response, record);
        }
        return switch (found) {
            case Lookup.NoListener<CompiledRule> _ -> answer(Answer.NO_LISTENER, request, response, record);
            case Lookup.Misdirected<CompiledRule>(var listener) -> {
                record.belongsTo(RuleLabels.of(listener.id()));
                yield answer(Answer.MISDIRECTED, request, response, record);
            }
            case Lookup.NoRule<CompiledRule>(var listener) -> {
                record.belongsTo(RuleLabels.of(listener.id()));
                yield answer(Answer.NO_ROUTE, request, response, record);
            }
            case Lookup.Failed<CompiledRule>(var listener, var rule, var cause) -> {
                LOG.error("{} on {}: a match could not be evaluated; answered 500", rule.id(), listener.id(), cause);
                record.belongsTo(RuleLabels.of(listener.id(), rule.id()));
                yield answer(Answer.PREDICATE_FAILED, request, response, record);
            }
            case Lookup.Found<CompiledRule>(var candidate) -> {
                record.belongsTo(candidate.target().labels());
                yield entry.handle(candidate, admitted.target(), request, response, record);
            }
        };
    }

    /** Whether the rule takes the request in every way in which a backend may read its path. */
    private static boolean isClear(
            RequestTarget target,
            NettyRequestHead head,
            Lookup.Candidate<CompiledRule> taken,
            SocketTable<CompiledRule> table) {
        for (String reading : target.otherReadings()) {
            boolean same = table.find(head.reading(reading)) instanceof Lookup.Found<CompiledRule>(var other)
                    && other.target().equals(taken.target());
            if (!same) {
                return false;
            }
        }
        return true;
    }

    private static Mono<Void> answer(
            Answer answer, HttpServerRequest request, HttpServerResponse response, RequestRecord record) {
        record.answeredBy(null, answer.reason());
        Reply reply = answer.to(new AnswerContext(
                request.method().name(), request.requestHeaders(), record.head().requestId()));
        response.status(reply.status()).headers(reply.headers());
        if (!reply.hasBody()) {
            return response.then();
        }
        return response.send(Mono.fromSupplier(() -> {
                    var body = reply.body();
                    record.sent(body.readableBytes());
                    return body;
                }))
                .then();
    }

    private void finish(SignalType signal, HttpServerResponse response, RequestRecord record) {
        if (signal == SignalType.CANCEL) {
            record.brokeOff(Answer.CLIENT_GONE);
        } else if (record.backend() == null && record.reason() == null) {
            record.answeredBy(null, Answer.SPRING_FILTER);
        }
        record.ended(response.hasSentHeaders() ? response.status().code() : 0);
        observer.finished(record);
    }
}
