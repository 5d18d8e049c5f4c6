package dev.sluice.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.answer.Answer;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.message.ResponseBody;
import dev.sluice.message.Tunnel;
import dev.sluice.splice.Splice;
import dev.sluice.testkit.ExpectsErrorLog;
import dev.sluice.upstream.RawBackend;
import dev.sluice.upstream.UpstreamOutcome.Failed;
import dev.sluice.upstream.UpstreamOutcome.Progress;
import dev.sluice.upstream.UpstreamOutcome.Received;
import dev.sluice.upstream.UpstreamOutcome.Upgraded;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

/** What no backend makes happen: a fault of ours, and an outcome that comes when nobody waits any more. */
@ExpectsErrorLog("this is a bug of the gateway")
final class DeliveryTest {

    private static final Endpoint ENDPOINT = new Endpoint("127.0.0.1", 1);

    private final Programs programs = new Programs();
    private final RawBackend silent = new RawBackend(peer -> {
        peer.readHead();
        peer.in().transferTo(OutputStream.nullOutputStream());
    });

    @BeforeEach
    void send() {
        programs.with(Programs.SHOP, silent);
    }

    @AfterEach
    void close() throws IOException {
        programs.close();
        silent.close();
    }

    private Delivery delivery() {
        return delivery(programs.get());
    }

    private Delivery delivery(Programs.Asking asking) {
        RuleProgram program = ((Guarded) programs.forwarding()).program();
        return (Delivery) program.run(asking.request());
    }

    private void onLoop(Runnable task) throws Exception {
        programs.loop().submit(task).get(Programs.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void aFaultOnTheWayIsAnswered500() throws Exception {
        Delivery delivery = delivery();
        CompletableFuture<ProgramResponse> answer = new CompletableFuture<>();
        onLoop(() -> delivery.subscribe(answer::complete));
        await().until(() -> silent.heads().size() == 1);

        onLoop(() -> delivery.onError(new IllegalStateException("planted")));

        ProgramResponse response = answer.get(Programs.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(response.status().code()).isEqualTo(500);
        assertThat(response.reason()).isEqualTo("program_failed");
    }

    @Test
    void aFaultAfterTheAnswerIsNotAnswered() throws Exception {
        Delivery delivery = delivery();
        AtomicInteger answers = new AtomicInteger();
        onLoop(() -> delivery.subscribe(_ -> answers.incrementAndGet()));

        onLoop(() -> delivery.onError(new IllegalStateException("planted")));
        onLoop(() -> delivery.onError(new IllegalStateException("planted again")));

        assertThat(answers).hasValue(1);
    }

    /** A gRPC backend keeps the same deadline: its reset may come before our own clock rings. */
    @Test
    void aTryThatFailsAfterTheDeadlineRanOutOfTime() throws Exception {
        Delivery delivery = delivery(
                programs.asking("POST").with("Content-Type", "application/grpc").with("grpc-timeout", "50m"));
        CompletableFuture<ProgramResponse> answer = new CompletableFuture<>();
        onLoop(() -> {
            delivery.subscribe(answer::complete);
            long deadline = TimeLimits.after(TimeUnit.MILLISECONDS.toNanos(50));
            while (!TimeLimits.passes(deadline, 0)) {
                Thread.onSpinWait();
            }
            delivery.onNext(new Failed(Answer.UPSTREAM_BROKEN, Progress.SENT, ENDPOINT));
        });

        assertThat(answer.get(Programs.PATIENCE.toSeconds(), TimeUnit.SECONDS).reason())
                .isEqualTo("request_timeout");
    }

    @Nested
    class AnOutcomeAfterTheCancel {

        private Delivery cancelled() throws Exception {
            Delivery delivery = delivery();
            AtomicInteger answers = new AtomicInteger();
            onLoop(() -> {
                Disposable running = delivery.subscribe(_ -> answers.incrementAndGet());
                running.dispose();
            });
            assertThat(answers).hasValue(0);
            return delivery;
        }

        @Test
        void givesItsBodyBack() throws Exception {
            ByteBuf body = Unpooled.buffer().writeByte(1);
            Delivery delivery = cancelled();

            onLoop(() -> delivery.onNext(
                    new Received(HttpResponseStatus.OK, new DefaultHttpHeaders(), ResponseBody.of(body), ENDPOINT)));

            assertThat(body.refCnt()).isZero();
        }

        @Test
        void closesItsTunnel() throws Exception {
            AtomicInteger closed = new AtomicInteger();
            Tunnel tunnel = new Tunnel() {
                @Override
                public Splice join(Channel client) {
                    throw new AssertionError("nobody is there");
                }

                @Override
                public void close() {
                    closed.incrementAndGet();
                }
            };
            Delivery delivery = cancelled();

            onLoop(() -> delivery.onNext(new Upgraded(new DefaultHttpHeaders(), tunnel, ENDPOINT)));

            assertThat(closed).hasValue(1);
        }
    }
}
