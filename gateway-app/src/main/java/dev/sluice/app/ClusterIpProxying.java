package dev.sluice.app;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What can be seen on a node of how it takes ClusterIPs to endpoints, which decides whether there is something to
 * steer.
 */
enum ClusterIpProxying {
    /** kube-proxy makes this interface in this mode only. */
    IPVS("kube-ipvs0", "kube-proxy runs in the mode ipvs (kube-ipvs0), which was not tested: see docs/mesh.md"),

    /** Whether Cilium translates in the socket cannot be seen in the network of the node. */
    CILIUM(
            "cilium_host",
            "Cilium runs here (cilium_host): where it replaces kube-proxy, set socketLB.hostNamespaceOnly=true, or"
                    + " nothing is left to steer"),

    /** None of the above. */
    USUAL("", "kube-proxy in the mode nftables or iptables, or something that is not known");

    private final String networkInterface;
    private final String words;

    ClusterIpProxying(String networkInterface, String words) {
        this.networkInterface = networkInterface;
        this.words = words;
    }

    /**
     * By the interfaces of the node.
     *
     * @param interfaces a folder with an entry for each, such as {@code /sys/class/net}
     */
    static ClusterIpProxying of(Path interfaces) {
        for (ClusterIpProxying it : values()) {
            if (!it.networkInterface.isEmpty() && Files.exists(interfaces.resolve(it.networkInterface))) {
                return it;
            }
        }
        return USUAL;
    }

    /** For operators. */
    @Override
    public String toString() {
        return words;
    }
}
