package dev.sluice.filter.circuit;

import dev.sluice.message.BodyFlow;
import dev.sluice.message.BodyReceiver;
import dev.sluice.message.ResponseBody;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.concurrent.TimeoutException;

/** A body whose end counts. */
record CountedBody(ResponseBody body, CircuitCall call) implements ResponseBody {

    @Override
    public BodyFlow relay(BodyReceiver receiver) {
        BodyFlow flow = body.relay(new Watching(receiver, call));
        return new BodyFlow() {
            @Override
            public void read() {
                flow.read();
            }

            @Override
            public void cancel() {
                call.gone();
                flow.cancel();
            }
        };
    }

    @Override
    public boolean isOfFilters() {
        return body.isOfFilters();
    }

    @Override
    public void discard() {
        call.gone();
        body.discard();
    }

    private record Watching(BodyReceiver receiver, CircuitCall call) implements BodyReceiver {

        @Override
        public void received(ByteBuf part) {
            receiver.received(part);
        }

        @Override
        public void batchRead() {
            receiver.batchRead();
        }

        @Override
        public void ended(HttpHeaders trailers) {
            call.ended(trailers);
            receiver.ended(trailers);
        }

        /** Time may be over because the client is slow. */
        @Override
        public void broke(Throwable cause) {
            if (cause instanceof TimeoutException) {
                call.gone();
            } else {
                call.broke();
            }
            receiver.broke(cause);
        }
    }
}
