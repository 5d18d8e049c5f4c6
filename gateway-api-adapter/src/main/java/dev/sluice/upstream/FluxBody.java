package dev.sluice.upstream;

import dev.sluice.message.BodyFlow;
import dev.sluice.message.BodyReceiver;
import dev.sluice.message.ResponseBody;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/** A body that reactor-netty gives as a Flux; each buffer is a batch. */
record FluxBody(Flux<ByteBuf> content) implements ResponseBody {

    @Override
    public BodyFlow relay(BodyReceiver receiver) {
        Relay relay = new Relay(receiver);
        content.subscribe(relay);
        relay.read();
        return relay;
    }

    @Override
    public void discard() {
        content.subscribe(ByteBuf::release, _ -> {}).dispose();
    }

    private static final class Relay extends BaseSubscriber<ByteBuf> implements BodyFlow {

        private final BodyReceiver receiver;

        Relay(BodyReceiver receiver) {
            this.receiver = receiver;
        }

        @Override
        protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
            // read() asks.
        }

        @Override
        protected void hookOnNext(ByteBuf part) {
            receiver.received(part);
            receiver.batchRead();
        }

        @Override
        protected void hookOnComplete() {
            receiver.ended(EmptyHttpHeaders.INSTANCE);
        }

        @Override
        protected void hookOnError(Throwable cause) {
            receiver.broke(cause);
        }

        @Override
        public void read() {
            request(1);
        }
    }
}
