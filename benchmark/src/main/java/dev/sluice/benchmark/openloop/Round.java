package dev.sluice.benchmark.openloop;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** One load, run on one event loop, which alone touches the state. */
final class Round {

    /** Nanoseconds after the last request was due at which those without an answer count as failed. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);

    private final Load load;
    private final EventLoop loop;
    private final Latencies latencies;
    private final CompletableFuture<Latencies> result = new CompletableFuture<>();
    private final List<Channel> channels = new ArrayList<>();
    private final List<Wire> wires = new ArrayList<>();
    /** Each as often as it can take a further request; in turn, as many clients would come. */
    private final Queue<Wire> free = new ArrayDeque<>();

    private long begin;
    private int sent;
    /** Whether {@link #sendDue} will be called by a timer; otherwise by the next answer. */
    private boolean timed;

    Round(Load load, EventLoop loop) {
        this.load = load;
        this.loop = loop;
        this.latencies = new Latencies(load.requests());
    }

    /** Opens the connections, then sends; the result comes when all is answered or given up. */
    CompletableFuture<Latencies> start() throws Exception {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(initializer());
        for (int i = 0; i < load.connections(); i++) {
            Channel channel = bootstrap.connect("127.0.0.1", load.port()).sync().channel();
            SslHandler tls = channel.pipeline().get(SslHandler.class);
            if (tls != null) {
                tls.handshakeFuture().sync();
            }
            channels.add(channel);
        }
        loop.execute(this::begin);
        return result;
    }

    private ChannelInitializer<Channel> initializer() throws SSLException {
        SslContext context = load.tls() ? context() : null;
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                if (context != null) {
                    channel.pipeline().addLast(context.newHandler(channel.alloc(), load.host(), 443));
                }
                wires.add(wire(channel));
            }
        };
    }

    private Wire wire(Channel channel) {
        return load.http2()
                ? Http2Wire.on(channel.pipeline(), this, load)
                : Http1Wire.on(channel.pipeline(), this, load);
    }

    private SslContext context() throws SSLException {
        String protocol = load.http2() ? ApplicationProtocolNames.HTTP_2 : ApplicationProtocolNames.HTTP_1_1;
        return SslContextBuilder.forClient()
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .endpointIdentificationAlgorithm(null)
                // One for all proxies, which would choose differently.
                .ciphers(List.of("TLS_AES_128_GCM_SHA256"))
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        protocol))
                .build();
    }

    private void begin() {
        for (int i = 0; i < load.concurrency(); i++) {
            free.addAll(wires);
        }
        begin = System.nanoTime();
        var _ = loop.schedule(this::giveUp, load.due(load.requests()) + PATIENCE, TimeUnit.NANOSECONDS);
        sendDue();
    }

    private void sendDue() {
        timed = false;
        while (sent < load.requests() && !free.isEmpty()) {
            long due = begin + load.due(sent);
            long wait = due - System.nanoTime();
            if (wait > 0) {
                timed = true;
                var _ = loop.schedule(this::sendDue, wait, TimeUnit.NANOSECONDS);
                return;
            }
            sent++;
            free.remove().send(due);
        }
    }

    void answered(Wire wire, long due, boolean good) {
        long time = System.nanoTime() - due;
        if (result.isDone()) {
            return;
        }
        if (good) {
            latencies.answered(time);
        } else {
            latencies.failed(time);
        }
        free.add(wire);
        if (latencies.complete()) {
            end();
        } else if (!timed) {
            sendDue();
        }
    }

    /** A connection was closed by the server with this many requests on it. */
    void lost(int requests) {
        if (!result.isDone()) {
            result.completeExceptionally(
                    new IllegalStateException("connection closed with " + requests + " requests on it"));
            close();
        }
    }

    /** What has no answer yet counts as late as it is now, which is less than the truth. */
    private void giveUp() {
        if (!result.isDone()) {
            long now = System.nanoTime();
            for (int i = load.requests() - latencies.missing(); i < load.requests(); i++) {
                latencies.failed(now - begin - load.due(i));
            }
            end();
        }
    }

    private void end() {
        result.complete(latencies);
        close();
    }

    private void close() {
        for (Channel channel : channels) {
            var _ = channel.close();
        }
    }
}
