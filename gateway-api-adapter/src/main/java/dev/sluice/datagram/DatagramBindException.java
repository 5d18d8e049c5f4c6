package dev.sluice.datagram;

import java.io.IOException;
import java.net.InetSocketAddress;

/** An address could not be bound. */
public final class DatagramBindException extends IOException {

    private final transient InetSocketAddress address;

    DatagramBindException(InetSocketAddress address, Throwable cause) {
        super("cannot bind " + address, cause);
        this.address = address;
    }

    /** Which one. */
    public InetSocketAddress address() {
        return address;
    }
}
