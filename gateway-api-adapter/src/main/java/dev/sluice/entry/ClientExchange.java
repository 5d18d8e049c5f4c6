package dev.sluice.entry;

import dev.sluice.answer.Answer;
import dev.sluice.answer.AnswerContext;
import dev.sluice.hop.DateHeader;
import dev.sluice.message.RequestBody;
import dev.sluice.message.Tunnel;
import dev.sluice.observe.RequestObserver;
import dev.sluice.observe.RequestRecord;
import dev.sluice.program.ProgramResponse;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * A request from its head to the end of its response, whichever way in its rule has. Its event loop's alone.
 *
 * <p>It ends once: when the last byte of the response is written, when the client goes, or when the tunnel that the
 * connection became is closed.
 */
public final class ClientExchange {

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final ClientChannel client;
    private final RequestRecord record;
    private final RequestObserver observer;
    private final ReceivedBody body;
    private @Nullable Disposable running;
    private @Nullable ResponseWriter writer;
    private @Nullable MonoSink<Void> written;
    private int status;
    private boolean ended;

    ClientExchange(
            HttpServerRequest request, HttpServerResponse response, RequestRecord record, RequestObserver observer) {
        this.request = request;
        this.response = response;
        this.client = new ClientChannel(request, response);
        this.record = record;
        this.observer = observer;
        this.body = new ReceivedBody(request, record);
    }

    /** The request as reactor-netty gives it. */
    public HttpServerRequest request() {
        return request;
    }

    /** What is remembered of it for logs and metrics. */
    public RequestRecord record() {
        return record;
    }

    ClientChannel client() {
        return client;
    }

    /** Its body as it comes; to be subscribed to at most once. The subscriber releases the buffers. */
    public Flux<ByteBuf> body() {
        return body.content();
    }

    /** The response as reactor-netty gives it; to be written by {@link #respond} alone. */
    public HttpServerResponse response() {
        return response;
    }

    /** The connection, or with HTTP/2 the stream; not to be written to. */
    public Channel channel() {
        return client.channel();
    }

    /** Where all of it happens. */
    public EventLoop loop() {
        return client.channel().eventLoop();
    }

    /** Its body with framing and trailers, to be subscribed to in the place of {@link #body}. */
    public RequestBody programBody() {
        return body.forProgram(request.requestHeaders(), client);
    }

    /** Keeps what works for the response, to be given up when the client goes. */
    void runs(Disposable work) {
        if (ended) {
            work.dispose();
        } else {
            running = work;
        }
    }

    /**
     * Writes the response. To be subscribed to by any thread.
     *
     * @return completes when its last byte is written or, where the connection becomes a tunnel, when that is closed;
     *     an error where it breaks off. Subscribing begins
     */
    public Mono<Void> respond(ProgramResponse response) {
        return Mono.create(sink -> {
            if (loop().inEventLoop()) {
                write(response, sink);
            } else {
                loop().execute(() -> write(response, sink));
            }
        });
    }

    /** Whether a response is being written or was, so that there cannot be another one. */
    public boolean hasResponded() {
        return writer != null || ended;
    }

    private void write(ProgramResponse response, MonoSink<Void> sink) {
        written = sink;
        write(response);
        if (ended) {
            sink.success();
        }
    }

    /** For answers that we make ourselves. */
    public AnswerContext answers() {
        RequestRecord.Head head = record.head();
        return new AnswerContext(head.method(), request.requestHeaders(), head.requestId());
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
        record.answeredBy(response.backend(), response.reason());
        if (tunnel != null) {
            open(tunnel, response.headers());
            return;
        }
        if (body.respondedEarly()) {
            client.closeAfterwards();
        }
        DateHeader.SYSTEM.addIfAbsent(response.headers());
        status = response.status().code();
        ResponseWriter made = new ResponseWriter(this, client, response);
        writer = made;
        made.start();
    }

    private void open(Tunnel tunnel, HttpHeaders headers) {
        status = HttpResponseStatus.SWITCHING_PROTOCOLS.code();
        ClientTunnel.open(client, headers, tunnel);
        client.channel().closeFuture().addListener((ChannelFuture closed) -> {
            finish(true);
            client.ended(closed);
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
            record.answeredBy(null, Answer.SPRING_FILTER);
        }
        record.ended(writer == null || writer.hasWritten() ? status : 0);
        observer.finished(record);
        if (written != null) {
            tell(written, whole);
        }
    }

    private static void tell(MonoSink<Void> written, boolean whole) {
        if (whole) {
            written.success();
        } else {
            written.error(AbortedException.beforeSend());
        }
    }

    /** The connection or the stream is gone, by the client's will or ours. */
    void cancel() {
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
}
