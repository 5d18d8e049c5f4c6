package dev.sluice.listen;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Knows where the clients of this node run. Called on event loops. */
@FunctionalInterface
public interface ClientNamespaces {

    /** The namespace of the pod with this address; null where none is known. */
    @Nullable
    String of(InetAddress address);
}
