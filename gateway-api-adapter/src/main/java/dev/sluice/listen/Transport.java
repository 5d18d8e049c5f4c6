package dev.sluice.listen;

import dev.sluice.datagram.DatagramTransport;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import org.jspecify.annotations.Nullable;

/** How sockets are read and written: {@code sluice.transport}. */
public enum Transport {
    /** The first of the others that this machine has. */
    AUTO,
    /** Linux's io_uring, which container engines often forbid. */
    IO_URING,
    /** Linux's epoll. */
    EPOLL,
    /** What the JDK has on every system. */
    NIO;

    /**
     * This one, or what AUTO stands for here.
     *
     * @throws IllegalArgumentException where this machine does not have it
     */
    Transport resolved() {
        Throwable missing = missing();
        if (missing != null) {
            throw new IllegalArgumentException(
                    "sluice.transport: " + this + " (not available here: " + missing.getMessage() + "; use auto)",
                    missing);
        }
        if (this != AUTO) {
            return this;
        }
        if (IO_URING.isAvailable()) {
            return IO_URING;
        }
        return EPOLL.isAvailable() ? EPOLL : NIO;
    }

    /** Whether this machine has it. */
    boolean isAvailable() {
        return missing() == null;
    }

    private @Nullable Throwable missing() {
        return switch (this) {
            case IO_URING -> IoUring.unavailabilityCause();
            case EPOLL -> Epoll.unavailabilityCause();
            case AUTO, NIO -> null;
        };
    }

    /** Of a {@link #resolved} one. */
    IoHandlerFactory handlers() {
        return switch (this) {
            case IO_URING -> IoUringIoHandler.newFactory();
            case EPOLL -> EpollIoHandler.newFactory();
            case AUTO, NIO -> NioIoHandler.newFactory();
        };
    }

    /** What accepts connections. Of a {@link #resolved} one. */
    ChannelFactory<ServerChannel> serverChannels() {
        return switch (this) {
            case IO_URING -> IoUringServerSocketChannel::new;
            case EPOLL -> EpollServerSocketChannel::new;
            case AUTO, NIO -> NioServerSocketChannel::new;
        };
    }

    /** What connects. Of a {@link #resolved} one. */
    ChannelFactory<Channel> channels() {
        return switch (this) {
            case IO_URING -> IoUringSocketChannel::new;
            case EPOLL -> EpollSocketChannel::new;
            case AUTO, NIO -> NioSocketChannel::new;
        };
    }

    /** What reads and writes datagrams next to it. Of a {@link #resolved} one. */
    DatagramTransport datagrams() {
        return switch (this) {
            case IO_URING, EPOLL -> EPOLL.isAvailable() ? DatagramTransport.EPOLL : DatagramTransport.NIO;
            case AUTO, NIO -> DatagramTransport.NIO;
        };
    }

    /**
     * Whether it knows where a connection was going that was steered to another address. Of a {@link #resolved} one.
     */
    boolean knowsOriginalDestinations() {
        return this == IO_URING || this == EPOLL;
    }

    /**
     * What limits the octets that the kernel keeps of a connection and has not sent; null where nothing does. Of a
     * {@link #resolved} one.
     */
    @Nullable
    ChannelOption<Long> unsentLimit() {
        return switch (this) {
            case IO_URING -> IoUringChannelOption.TCP_NOTSENT_LOWAT;
            case EPOLL -> EpollChannelOption.TCP_NOTSENT_LOWAT;
            case AUTO, NIO -> null;
        };
    }

    /** As it is written in the configuration. */
    @Override
    public String toString() {
        return switch (this) {
            case AUTO -> "auto";
            case IO_URING -> "io_uring";
            case EPOLL -> "epoll";
            case NIO -> "nio";
        };
    }
}
