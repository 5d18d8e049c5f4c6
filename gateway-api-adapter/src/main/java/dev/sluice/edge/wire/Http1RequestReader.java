package dev.sluice.edge.wire;

import dev.sluice.answer.Answer;
import dev.sluice.edge.RefusedHead;
import dev.sluice.edge.RequestLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * Makes requests of the octets of an HTTP/1.1 connection, one after the other: RFC 9112. The next head waits until the
 * response before it is written, so that a refusal answers the request it means, and a client that sends many requests
 * at once fills no memory.
 *
 * <p>What the next octets are, and what ends that:
 *
 * <pre>
 * HEAD          a whole head               SIZED_BODY, CHUNKED_BODY, or COMPLETE without a body
 * HEAD          a head that is refused     DISCARD
 * *_BODY        the last octet of it       COMPLETE, or HEAD where the response is over already
 * *_BODY        a fault, or too slow       DISCARD
 * COMPLETE      the end of the response    HEAD
 * any of these  101                        TUNNEL
 * any of these  the last response is over  DISCARD
 * </pre>
 */
final class Http1RequestReader {

    /** What the next octets are. */
    enum State {
        HEAD,
        SIZED_BODY,
        CHUNKED_BODY,
        /** The request is whole: they belong to the next one. */
        COMPLETE,
        /** Nothing that is read. */
        DISCARD,
        /** Another protocol. */
        TUNNEL
    }

    private final Http1ServerConnection connection;
    private final HeadReader head;
    private final ChunkReader chunks;
    private final String scheme;
    private final BodyPace pace;
    private State state = State.HEAD;
    private @Nullable Http1Stream stream;
    private @Nullable ByteBuf held;
    private long bodyLeft;
    private boolean advancing;

    Http1RequestReader(
            Http1ServerConnection connection,
            ClientConnection client,
            ConnectionTimeouts timeouts,
            RequestLimits limits) {
        this.connection = connection;
        this.head = new HeadReader(limits);
        this.chunks = new ChunkReader(limits);
        this.scheme = client.scheme();
        this.pace = new BodyPace(timeouts, client.loop().ticker());
    }

    State state() {
        return state;
    }

    /** The request whose response is not over; null for none. */
    @Nullable
    Http1Stream stream() {
        return stream;
    }

    /** Whether the octets of a head came that is not whole. */
    boolean hasBegunHead() {
        return head.hasBegun();
    }

    /** Takes octets, and what can be made of them now. */
    void read(ByteBufAllocator allocator, ByteBuf octets) {
        pace.come(octets.readableBytes());
        held = held == null ? octets : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(allocator, held, octets);
        advance();
    }

    /**
     * Reads what is held as far as it can be read now. Not reentrant: what happens meanwhile is seen by the same loop.
     *
     * @return false where it is at that already
     */
    boolean advance() {
        if (advancing) {
            return false;
        }
        advancing = true;
        boolean goesOn = true;
        while (goesOn && held != null) {
            goesOn = switch (state) {
                case HEAD -> connection.takesRequests() && takeHead(held);
                case SIZED_BODY -> wantsBody() && takeSizedBody(held);
                case CHUNKED_BODY -> wantsBody() && takeChunks(held);
                case COMPLETE -> false;
                case DISCARD -> {
                    drop();
                    yield false;
                }
                case TUNNEL -> handOn(held);
            };
        }
        advancing = false;
        if (stream != null) {
            stream.batchRead();
        }
        return true;
    }

    /** Whether somebody waits for more octets; after a whole request, to hear of the client's end. */
    boolean wantsMore() {
        boolean wanted = switch (state) {
            case HEAD, DISCARD -> true;
            case SIZED_BODY, CHUNKED_BODY -> wantsBody();
            case COMPLETE -> held == null;
            case TUNNEL -> false;
        };
        if (wanted) {
            pace.await();
        }
        return wanted;
    }

    /**
     * Whether octets of the body are to be read: because the receiver asked, or because the response is over without
     * them.
     */
    private boolean wantsBody() {
        return stream == null || stream.wantsBody();
    }

    private boolean takeHead(ByteBuf in) {
        boolean begins = !head.hasBegun();
        int length = head.read(in);
        Answer refusal = head.refusal();
        if (refusal != null) {
            refuse(refusal);
            return false;
        }
        if (length == 0) {
            if (begins) {
                connection.headBegan();
            }
            return false;
        }
        connection.headRead();
        FramingFields fields = head.fields();
        state = fields.isChunked() ? State.CHUNKED_BODY : fields.length() > 0 ? State.SIZED_BODY : State.COMPLETE;
        bodyLeft = fields.length();
        pace.begin();
        chunks.reset();
        ClientRequest request = Http1Head.read(in, length, scheme);
        boolean complete = state == State.COMPLETE;
        boolean expects = fields.expects() && !complete;
        head.reset();
        releaseRead();
        serve(new Http1Stream(connection, request, complete, expects));
        return true;
    }

    private void serve(Http1Stream begun) {
        stream = begun;
        connection.serve(begun);
    }

    private boolean takeSizedBody(ByteBuf in) {
        int length = (int) Math.min(bodyLeft, in.readableBytes());
        bodyLeft -= length;
        boolean done = bodyLeft == 0;
        Http1Stream receiving = stream;
        if (receiving == null) {
            in.skipBytes(length);
        } else {
            receiving.part(in.readRetainedSlice(length));
        }
        releaseRead();
        if (done) {
            endBody(receiving);
        }
        return true;
    }

    private boolean takeChunks(ByteBuf in) {
        Http1Stream receiving = stream;
        int length = receiving == null ? chunks.read(in) : chunks.read(in, receiving);
        in.skipBytes(length);
        releaseRead();
        Answer fault = chunks.fault();
        if (fault != null) {
            connection.requestBroke(fault);
            return false;
        }
        if (chunks.isDone()) {
            endBody(receiving);
        }
        return true;
    }

    private void endBody(@Nullable Http1Stream receiving) {
        connection.bodyEnded();
        if (state != State.SIZED_BODY && state != State.CHUNKED_BODY) {
            return;
        }
        boolean chunked = state == State.CHUNKED_BODY;
        state = stream == null ? State.HEAD : State.COMPLETE;
        if (receiving != null && stream != null) {
            receiving.bodyEnded(chunked ? chunks.trailers() : EmptyHttpHeaders.INSTANCE);
        }
    }

    /** Passes a refusal in the place of the request, which {@code RequestGate} answers. No octet is read after it. */
    void refuse(Answer answer) {
        discard();
        var refused = new ClientRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/", scheme, new RefusedHead(answer));
        serve(new Http1Stream(connection, refused, true, false));
    }

    private boolean handOn(ByteBuf octets) {
        held = null;
        connection.handOn(octets);
        return false;
    }

    /** Whether the client sends the body that it is to send, and sends it too slowly. */
    boolean isBodyTooSlow(long now) {
        return stream != null && !stream.hasBegunToRespond() && stream.mayBeLate() && pace.isTooSlow(now);
    }

    /** The client was asked to send the body: from now on it can be late. */
    void continued() {
        pace.begin();
    }

    /** The response is over: the next head may be read, when the body before it was. */
    void responded() {
        stream = null;
        state = state == State.COMPLETE ? State.HEAD : state;
    }

    /** Reads nothing more of what comes. */
    void discard() {
        state = State.DISCARD;
        drop();
    }

    /** What comes belongs to another protocol. */
    void tunnel() {
        state = State.TUNNEL;
    }

    /** The connection is gone: gives back what it was serving; null for none. */
    @Nullable
    Http1Stream end() {
        drop();
        Http1Stream running = state == State.TUNNEL ? null : stream;
        stream = null;
        return running;
    }

    private void releaseRead() {
        if (held != null && !held.isReadable()) {
            drop();
        }
    }

    /** Lets go of what is held. */
    void drop() {
        if (held != null) {
            held.release();
            held = null;
        }
    }
}
