package dev.sluice.route;

import dev.sluice.message.BodyFlow;
import dev.sluice.message.BodyReceiver;
import dev.sluice.message.ResponseBody;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/** A body that filters give; each of its buffers is a batch. Filters may give it on any thread. */
record PublishedBody(Publisher<? extends DataBuffer> published, EventLoop loop, SpringResponse response)
        implements ResponseBody {

    @Override
    public BodyFlow relay(BodyReceiver receiver) {
        Relay relay = new Relay(receiver);
        published.subscribe(relay);
        return relay;
    }

    @Override
    public boolean isOfFilters() {
        return true;
    }

    @Override
    public void discard() {
        Flux.from(published).subscribe(DataBufferUtils::release, _ -> {}).dispose();
    }

    private final class Relay extends BaseSubscriber<DataBuffer> implements BodyFlow {

        private final BodyReceiver receiver;
        private boolean elsewhere;
        private boolean unwanted;

        Relay(BodyReceiver receiver) {
            this.receiver = receiver;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            request(1);
        }

        @Override
        protected void hookOnNext(DataBuffer buffer) {
            ByteBuf part = NettyDataBufferFactory.toByteBuf(buffer);
            onLoop(() -> {
                if (unwanted) {
                    part.release();
                } else if (part.isReadable()) {
                    receiver.received(part);
                    receiver.batchRead();
                } else {
                    // Nothing, for now: the head may leave, if the response has no length.
                    part.release();
                    receiver.batchRead();
                }
            });
        }

        @Override
        protected void hookOnComplete() {
            onLoop(() -> {
                if (!unwanted) {
                    receiver.ended(response.trailers());
                }
            });
        }

        @Override
        protected void hookOnError(Throwable cause) {
            onLoop(() -> {
                if (!unwanted) {
                    receiver.broke(cause);
                }
            });
        }

        /** Once one signal had to be handed over, the next ones are too, so that they keep their order. */
        private void onLoop(Runnable signal) {
            elsewhere = elsewhere || !loop.inEventLoop();
            if (elsewhere) {
                loop.execute(signal);
            } else {
                signal.run();
            }
        }

        @Override
        public void read() {
            request(1);
        }

        @Override
        protected void hookOnCancel() {
            unwanted = true;
        }
    }
}
