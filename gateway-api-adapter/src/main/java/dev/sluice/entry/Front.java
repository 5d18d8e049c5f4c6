package dev.sluice.entry;

import dev.sluice.answer.Answer;
import dev.sluice.answer.RequestId;
import dev.sluice.config.listener.PortId;
import dev.sluice.edge.Admission;
import dev.sluice.edge.RequestGate;
import dev.sluice.edge.wire.ClientRequest;
import dev.sluice.edge.wire.ClientStream;
import dev.sluice.edge.wire.RequestHandler;
import dev.sluice.hop.ClientCertificate;
import dev.sluice.hop.ClientCertificateHeader;
import dev.sluice.hop.ForwardedHeaders;
import dev.sluice.observe.Recordings;
import dev.sluice.observe.RequestObserver;
import dev.sluice.observe.RequestRecord;
import dev.sluice.observe.RequestTracing;
import dev.sluice.table.Lookup;
import dev.sluice.table.PortTable;
import dev.sluice.trace.RequestTrace;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Where every request of every data port comes to: is judged, finds its rule in the version that is being served, and
 * is sent the rule's way. What is refused, and what no rule takes, is answered here.
 */
public final class Front implements RequestHandler {

    private final RequestGate gate;
    private final Serving serving;
    private final ForwardedHeaders forwarded;
    private final ClientCertificateHeader certificates;
    private final RequestObserver observer;
    private final Recordings recordings;
    private final @Nullable RequestTracing tracing;

    /**
     * For all sockets.
     *
     * @param gate judges the head of each request
     * @param forwarded tells the client from the proxies before us
     * @param certificates where backends read the verified certificate of the client
     * @param recordings which requests an operator asks for
     * @param tracing null: requests are not traced
     */
    public Front(
            RequestGate gate,
            Serving serving,
            ForwardedHeaders forwarded,
            ClientCertificateHeader certificates,
            RequestObserver observer,
            Recordings recordings,
            @Nullable RequestTracing tracing) {
        this.gate = gate;
        this.serving = serving;
        this.forwarded = forwarded;
        this.certificates = certificates;
        this.observer = tracing == null ? observer : tracing.around(observer);
        this.recordings = recordings;
        this.tracing = tracing;
    }

    @Override
    public void handle(ClientStream stream) {
        ClientRequest request = stream.request();
        HttpHeaders headers = request.headers();
        Admission admission = gate.admit(request.version(), request.method(), request.target(), headers);
        String authority = admission instanceof Admission.Admitted admitted
                ? admitted.authority()
                : headers.get(HttpHeaderNames.HOST, "");
        PortId port = stream.connection().port();
        RequestRecord record = new RequestRecord(
                head(stream, authority), port, stream.connection().clientNamespace());
        record.recordedBy(recordings.begin(record.head().requestId()));
        RequestTrace trace = tracing == null ? null : tracing.begin(port, headers, request.scheme());
        if (trace != null) {
            record.belongsTo(trace);
        }
        ClientExchange exchange = new ClientExchange(stream, record, observer);
        stream.observe(exchange);
        switch (admission) {
            case Admission.Refused refused -> refuse(refused, exchange);
            case Admission.Admitted admitted -> {
                certificates.write(headers, stream.connection().clientCertificate());
                dispatch(serving.rules(), port, admitted, exchange);
            }
        }
    }

    private RequestRecord.Head head(ClientStream stream, String authority) {
        ClientRequest request = stream.request();
        ClientCertificate certificate = stream.connection().clientCertificate();
        return new RequestRecord.Head(
                request.method().name(),
                request.target(),
                request.version().text(),
                authority,
                stream.connection().serverName(),
                RequestId.of(request.headers()),
                forwarded.client(stream.connection().peer(), request.headers()),
                certificate == null ? null : certificate.subject(),
                certificate == null ? null : certificate.alternativeName());
    }

    private static void refuse(Admission.Refused refused, ClientExchange exchange) {
        if (refused.close()) {
            exchange.stream().closeAfterwards();
        }
        exchange.answer(refused.answer());
    }

    private static void dispatch(ServedRules rules, PortId port, Admission.Admitted admitted, ClientExchange exchange) {
        PortTable<CompiledRule> table = rules.table().port(port);
        if (table == null) {
            exchange.answer(Answer.NO_LISTENER);
            return;
        }
        RequestRecord.Head asked = exchange.record().head();
        var head = new NettyRequestHead(
                asked.method(),
                admitted.host(),
                asked.serverName(),
                exchange.connection().clientNamespace(),
                exchange.connection(),
                admitted.target(),
                exchange.request().headers());
        PreRouting filters = rules.preRouting(table, head);
        if (filters != null) {
            exchange.runs(filters.handle(new EnteredRequest(table, exchange, head, admitted.authority()))
                    .subscribe());
            return;
        }
        Lookup<CompiledRule> found = table.find(head);
        RoutedRequest routed = RuleFinder.routed(found, table, head, exchange, admitted.authority());
        if (routed == null) {
            exchange.answer(RuleFinder.answer(found, exchange));
        } else {
            run(routed);
        }
    }

    private static void run(RoutedRequest request) {
        CompiledRule rule = request.rule();
        ClientExchange exchange = request.exchange();
        switch (rule.lane()) {
            case NATIVE -> rule.program().run(request.forProgram()).subscribe(new ProgramRun(exchange));
            case WEBFLUX ->
                exchange.runs(rule.spring().handle(request, exchange).subscribe());
        }
    }
}
