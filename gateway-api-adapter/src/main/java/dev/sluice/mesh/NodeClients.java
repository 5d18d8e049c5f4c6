package dev.sluice.mesh;

import java.net.InetAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The pods of this node, as clients: where those run that have an address. Any thread. */
public interface NodeClients {

    /** The namespace of the pod with this address; null where none is known. */
    @Nullable
    String namespaceOf(InetAddress address);

    /** The addresses of the pods of a namespace; empty where none is known. */
    Set<InetAddress> addressesOf(String namespace);

    /** Calls back after a pod got an address or lost one. The call may block. */
    void onChange(Runnable listener);
}
