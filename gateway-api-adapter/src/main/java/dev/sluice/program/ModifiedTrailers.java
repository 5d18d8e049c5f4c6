package dev.sluice.program;

import dev.sluice.message.BodyFlow;
import dev.sluice.message.BodyReceiver;
import dev.sluice.message.ResponseBody;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;

/** A backend's body whose trailers the response header modifiers change too. */
record ModifiedTrailers(ResponseBody body, List<HeaderOperations> modifiers) implements ResponseBody {

    @Override
    public BodyFlow relay(BodyReceiver receiver) {
        return body.relay(new BodyReceiver() {
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
                if (!trailers.isEmpty()) {
                    modifiers.forEach(modifier -> modifier.applyToTrailers(trailers));
                }
                receiver.ended(trailers);
            }

            @Override
            public void broke(Throwable cause) {
                receiver.broke(cause);
            }
        });
    }

    @Override
    public void discard() {
        body.discard();
    }
}
