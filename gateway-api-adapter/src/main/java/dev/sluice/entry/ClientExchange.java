package dev.sluice.entry;

import dev.sluice.answer.Answer;
import dev.sluice.answer.AnswerContext;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.edge.RequestTarget;
import dev.sluice.edge.wire.ClientConnection;
import dev.sluice.edge.wire.ClientRequest;
import dev.sluice.edge.wire.ClientStream;
import dev.sluice.edge.wire.StreamObserver;
import dev.sluice.hop.DateHeader;
import dev.sluice.message.RequestBody;
import dev.sluice.message.Tunnel;
import dev.sluice.observe.RequestObserver;
import dev.sluice.observe.RequestRecord;
import dev.sluice.program.ProgramRequest;
import dev.sluice.program.ProgramResponse;
import dev.sluice.splice.Splice;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.netty.channel.AbortedException;

/**
 * A request from its head to the end of its response, whichever way in its rule has. Its event loop's alone.
 *
 * <p>It ends once: when the last byte of the response is written, when the client goes, or when the tunnel that the
 * connection became is closed.
 */
public final class ClientExchange implements StreamObserver, ResponseTaker {

    private final ClientStream stream;
    private final RequestRecord record;
    private final RequestObserver observer;
    private final ReceivedBody body;
    private @Nullable Disposable running;
    private @Nullable ResponseWriter writer;
    private List<MonoSink<Void>> waiting = List.of();
    private int status;
    private boolean ended;

    ClientExchange(ClientStream stream, RequestRecord record, RequestObserver observer) {
        this.stream = stream;
        this.record = record;
        this.observer = observer;
        this.body = new ReceivedBody(stream, record);
    }

    /** The head of the request. */
    public ClientRequest request() {
        return stream.request();
    }

    /** What it came in by. */
    public ClientConnection connection() {
        return stream.connection();
    }

    /** What is remembered of it for logs and metrics. */
    public RequestRecord record() {
        return record;
    }

    ClientStream stream() {
        return stream;
    }

    /** Its body as it comes; to be subscribed to at most once. The subscriber releases the buffers. */
    public Flux<ByteBuf> body() {
        return body.flux();
    }

    /** Where all of it happens. */
    public EventLoop loop() {
        return stream.connection().loop();
    }

    /** Its body with framing and trailers, to be subscribed to in the place of {@link #body}. */
    public RequestBody programBody() {
        return body.forProgram(request().headers());
    }

    /**
     * The request for a program, as filters before it have left it.
     *
     * @param host whom it is for
     * @param port of the Listener
     * @param headers given away, to be changed
     * @param upgrade as of {@link RoutedRequest}
     * @param match of the rule
     */
    ProgramRequest forProgram(
            String method,
            String host,
            int port,
            RequestTarget target,
            HttpHeaders headers,
            RequestBody left,
            @Nullable String upgrade,
            RouteMatch match) {
        return new ProgramRequest(
                loop(),
                method,
                request().version().text(),
                request().scheme(),
                host,
                port,
                target.path(),
                target.query(),
                headers,
                left,
                upgrade,
                stream,
                match,
                stream.connection(),
                answers(),
                record.forwardingTrace(),
                null,
                null);
    }

    /** Keeps what works for the response, to be given up when the client goes. */
    void runs(Disposable work) {
        if (ended) {
            work.dispose();
        } else {
            running = work;
        }
    }

    /** Writes it. */
    @Override
    public Mono<Void> respond(ProgramResponse response) {
        return Mono.create(sink -> onLoop(() -> write(response, sink)));
    }

    /** Completes as {@link #respond} does, whichever lane writes the response. To be subscribed to by any thread. */
    Mono<Void> finished() {
        return Mono.create(sink -> onLoop(() -> {
            if (ended) {
                sink.success();
            } else {
                await(sink);
            }
        }));
    }

    private void await(MonoSink<Void> sink) {
        if (waiting.isEmpty()) {
            waiting = new ArrayList<>(1);
        }
        waiting.add(sink);
    }

    private void onLoop(Runnable task) {
        if (loop().inEventLoop()) {
            task.run();
        } else {
            loop().execute(task);
        }
    }

    @Override
    public boolean hasResponded() {
        return writer != null || ended;
    }

    private void write(ProgramResponse response, MonoSink<Void> sink) {
        if (ended) {
            write(response);
            sink.success();
        } else {
            await(sink);
            write(response);
        }
    }

    /** For answers that we make ourselves. */
    public AnswerContext answers() {
        RequestRecord.Head head = record.head();
        return new AnswerContext(head.method(), request().headers(), head.requestId());
    }

    /** Writes an answer of our own. */
    void answer(Answer answer) {
        write(ProgramResponse.of(answer, answers()));
    }

    /** Writes the response. */
    void write(ProgramResponse response) {
        Tunnel tunnel = response.tunnel();
        if (ended) {
            response.body().discard();
            if (tunnel != null) {
                tunnel.close();
            }
            return;
        }
        record.answeredBy(response.backend(), response.reason(), response.session());
        if (tunnel != null) {
            open(tunnel, response.headers());
            return;
        }
        if (body.respondedEarly()) {
            stream.closeAfterwards();
        }
        DateHeader.SYSTEM.addIfAbsent(response.headers());
        status = response.status().code();
        ResponseWriter made = new ResponseWriter(this, response);
        writer = made;
        made.start();
    }

    private void open(Tunnel tunnel, HttpHeaders headers) {
        status = HttpResponseStatus.SWITCHING_PROTOCOLS.code();
        Splice splice = ClientTunnel.open(stream, headers, tunnel);
        stream.connection().channel().closeFuture().addListener(closed -> {
            record.received(splice.octetsFromFirst());
            record.sent(splice.octetsFromSecond());
            finish(true);
        });
    }

    /** The response is over: the last byte is written, or cannot be. */
    void finish(boolean whole) {
        if (ended) {
            return;
        }
        ended = true;
        if (!whole) {
            record.brokeOff(Answer.CLIENT_GONE);
        } else if (record.backend() == null && record.reason() == null) {
            record.answeredBy(null, Answer.SPRING_FILTER, null);
        }
        record.ended(writer == null || writer.hasWritten() ? status : 0);
        observer.finished(record);
        waiting.forEach(sink -> tell(sink, whole));
    }

    private static void tell(MonoSink<Void> written, boolean whole) {
        if (whole) {
            written.success();
        } else {
            written.error(AbortedException.beforeSend());
        }
    }

    @Override
    public void writable() {
        if (writer != null) {
            writer.resume();
        }
    }

    @Override
    public void responded() {
        finish(true);
    }

    @Override
    public void gone() {
        if (ended) {
            return;
        }
        finish(false);
        if (writer != null) {
            writer.cancel();
        }
        if (running != null) {
            running.dispose();
        }
    }

    @Override
    public void idle() {
        record.brokeOff(Answer.STREAM_IDLE.reason());
        if (writer == null) {
            Disposable late = running;
            answer(Answer.STREAM_IDLE);
            if (late != null) {
                late.dispose();
            }
        } else {
            stream.breakOff();
            gone();
        }
    }
}
