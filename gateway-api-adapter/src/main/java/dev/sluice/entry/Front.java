package dev.sluice.entry;

import dev.sluice.answer.Answer;
import dev.sluice.answer.RequestId;
import dev.sluice.config.listener.SocketId;
import dev.sluice.edge.Admission;
import dev.sluice.edge.RequestGate;
import dev.sluice.hop.ForwardedHeaders;
import dev.sluice.listen.RequestHandler;
import dev.sluice.observe.RequestObserver;
import dev.sluice.observe.RequestRecord;
import dev.sluice.observe.RuleLabels;
import dev.sluice.table.Lookup;
import dev.sluice.table.SocketTable;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Where every request of every data port comes to: is judged, finds its rule in the version that is being served, and is
 * sent the rule's way. What is refused, and what no rule takes, is answered here.
 */
public final class Front implements RequestHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Front.class);

    private final RequestGate gate;
    private final Serving serving;
    private final ForwardedHeaders forwarded;
    private final RequestObserver observer;

    /**
     * For all sockets.
     *
     * @param gate judges the head of each request
     * @param forwarded tells the client from the proxies before us
     */
    public Front(RequestGate gate, Serving serving, ForwardedHeaders forwarded, RequestObserver observer) {
        this.gate = gate;
        this.serving = serving;
        this.forwarded = forwarded;
        this.observer = observer;
    }

    @Override
    public Publisher<Void> handle(
            SocketId socket, @Nullable String serverName, HttpServerRequest request, HttpServerResponse response) {
        HttpHeaders headers = request.requestHeaders();
        Admission admission = gate.admit(request.version(), request.method(), request.uri(), headers);
        String authority = admission instanceof Admission.Admitted admitted
                ? admitted.authority()
                : headers.get(HttpHeaderNames.HOST, "");
        RequestRecord record = new RequestRecord(head(request, authority, serverName), RuleLabels.of(socket));
        ClientExchange exchange = new ClientExchange(request, response, record, observer);
        return new ExchangeStart(exchange, () -> {
            switch (admission) {
                case Admission.Refused refused -> refuse(refused, exchange);
                case Admission.Admitted admitted ->
                    dispatch(serving.rules().table().socket(socket), admitted, exchange);
            }
        });
    }

    private RequestRecord.Head head(HttpServerRequest request, String authority, @Nullable String serverName) {
        return new RequestRecord.Head(
                request.method().name(),
                request.uri(),
                request.protocol(),
                authority,
                serverName,
                RequestId.of(request.requestHeaders()),
                forwarded.client(request.remoteAddress(), request.requestHeaders()));
    }

    private static void refuse(Admission.Refused refused, ClientExchange exchange) {
        if (refused.close()) {
            exchange.client().closeAfterwards();
        }
        exchange.answer(refused.answer());
    }

    private static void dispatch(
            @Nullable SocketTable<CompiledRule> table, Admission.Admitted admitted, ClientExchange exchange) {
        if (table == null) {
            exchange.answer(Answer.NO_LISTENER);
            return;
        }
        RequestRecord record = exchange.record();
        RequestRecord.Head asked = record.head();
        var head = new NettyRequestHead(
                asked.method(),
                admitted.host(),
                asked.serverName(),
                admitted.target(),
                exchange.request().requestHeaders());
        switch (table.find(head)) {
            case Lookup.NoListener<CompiledRule> _ -> exchange.answer(Answer.NO_LISTENER);
            case Lookup.Misdirected<CompiledRule>(var listener) -> {
                record.belongsTo(RuleLabels.of(listener.id()));
                exchange.answer(Answer.MISDIRECTED);
            }
            case Lookup.NoRule<CompiledRule>(var listener) -> {
                record.belongsTo(RuleLabels.of(listener.id()));
                exchange.answer(Answer.NO_ROUTE);
            }
            case Lookup.Failed<CompiledRule>(var listener, var rule, var cause) -> {
                LOG.error("{} on {}: a match could not be evaluated; answered 500", rule.id(), listener.id(), cause);
                record.belongsTo(RuleLabels.of(listener.id(), rule.id()));
                exchange.answer(Answer.PREDICATE_FAILED);
            }
            case Lookup.Found<CompiledRule>(var candidate)
            when !isClear(head, candidate, table) -> exchange.answer(Answer.BAD_TARGET);
            case Lookup.Found<CompiledRule>(var candidate) -> {
                record.belongsTo(candidate.target().labels());
                run(RoutedRequest.of(exchange, candidate, admitted.target(), admitted.authority()));
            }
        }
    }

    /** Whether the rule takes the request in every way in which a backend may read its path. */
    private static boolean isClear(
            NettyRequestHead head, Lookup.Candidate<CompiledRule> taken, SocketTable<CompiledRule> table) {
        for (String reading : head.target().otherReadings()) {
            boolean same = table.find(head.reading(reading)) instanceof Lookup.Found<CompiledRule>(var other)
                    && other.target().equals(taken.target());
            if (!same) {
                return false;
            }
        }
        return true;
    }

    private static void run(RoutedRequest request) {
        CompiledRule rule = request.rule();
        ClientExchange exchange = request.exchange();
        switch (rule.lane()) {
            case NATIVE -> rule.program().run(request.forProgram()).subscribe(new ProgramRun(exchange));
            case WEBFLUX -> exchange.runs(rule.spring().handle(request).subscribe());
        }
    }
}
