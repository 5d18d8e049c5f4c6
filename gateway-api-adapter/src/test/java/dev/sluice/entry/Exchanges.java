package dev.sluice.entry;

import dev.sluice.edge.wire.ClientConnection;
import dev.sluice.edge.wire.ClientRequest;
import dev.sluice.edge.wire.ClientStream;
import dev.sluice.edge.wire.StreamObserver;
import dev.sluice.message.BodyFlow;
import dev.sluice.message.BodyReceiver;
import dev.sluice.observe.RequestRecord;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;

/** Exchanges that have a request and a connection, and no response. */
public final class Exchanges {

    private Exchanges() {}

    /** For tests of what is read of a request. */
    public static ClientExchange of(ClientRequest request, ClientConnection connection) {
        var head = new RequestRecord.Head(
                request.method().name(),
                request.target(),
                request.version().text(),
                "a.test",
                null,
                "id-1",
                null,
                null,
                null);
        return new ClientExchange(
                new RequestOnly(request, connection), new RequestRecord(head, connection.port(), null), _ -> {});
    }

    private record RequestOnly(ClientRequest request, ClientConnection connection) implements ClientStream {

        @Override
        public void observe(StreamObserver observer) {
            throw noResponse();
        }

        @Override
        public BodyFlow relay(BodyReceiver receiver) {
            throw noResponse();
        }

        @Override
        public void closeAfterwards() {
            throw noResponse();
        }

        @Override
        public void writeHead(HttpResponseStatus status, HttpHeaders headers) {
            throw noResponse();
        }

        @Override
        public void writePart(ByteBuf part) {
            throw noResponse();
        }

        @Override
        public void writeEnd(HttpHeaders trailers) {
            throw noResponse();
        }

        @Override
        public void flush() {
            throw noResponse();
        }

        @Override
        public boolean isWritable() {
            throw noResponse();
        }

        @Override
        public void breakOff() {
            throw noResponse();
        }

        @Override
        public Channel switchProtocol(HttpHeaders headers) {
            throw noResponse();
        }

        @Override
        public void interim(HttpResponseStatus status, HttpHeaders headers) {
            throw noResponse();
        }

        private static UnsupportedOperationException noResponse() {
            return new UnsupportedOperationException("this exchange has only a request");
        }
    }
}
