package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterIpProxyingTest {

    @TempDir
    private Path interfaces;

    @Test
    void ipvsAndCiliumAreKnownByTheirInterfaces() throws IOException {
        Files.createDirectory(interfaces.resolve("eth0"));
        assertThat(ClusterIpProxying.of(interfaces)).isEqualTo(ClusterIpProxying.USUAL);

        Files.createDirectory(interfaces.resolve("cilium_host"));
        assertThat(ClusterIpProxying.of(interfaces))
                .isEqualTo(ClusterIpProxying.CILIUM)
                .asString()
                .contains("socketLB.hostNamespaceOnly=true");

        Files.createDirectory(interfaces.resolve("kube-ipvs0"));
        assertThat(ClusterIpProxying.of(interfaces))
                .isEqualTo(ClusterIpProxying.IPVS)
                .asString()
                .contains("was not tested");
    }
}
