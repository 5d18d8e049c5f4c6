package dev.sluice.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.memory.HeapGuard;
import dev.sluice.resource.EndpointSlice;
import dev.sluice.resource.Kinds;
import dev.sluice.source.SourceSnapshot;
import dev.sluice.source.file.FileSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EchoedSourceTest {

    private static final String SERVICES = """
            apiVersion: v1
            kind: Service
            metadata: {name: without}
            spec: {ports: [{name: http, port: 9080}, {name: grpc, port: 9081, appProtocol: kubernetes.io/h2c}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: with}
            spec: {ports: [{port: 9080}]}
            ---
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: with-1, labels: {kubernetes.io/service-name: with}}
            addressType: IPv4
            endpoints: [{addresses: [127.0.0.1]}]
            ports: [{port: 18080}]
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: elsewhere}
            spec: {type: ExternalName, externalName: localhost, ports: [{port: 9080}]}
            """;

    @TempDir
    private Path folder;

    @Test
    void aServiceWithoutEndpointsGetsOneForEachOfItsPorts() throws IOException {
        Files.writeString(folder.resolve("a.yaml"), SERVICES);
        try (var source =
                new EchoedSource(new FileSource(List.of(folder), FileSource.Timing.USUAL, HeapGuard.unlimited()))) {
            source.start(() -> {});

            SourceSnapshot snapshot = source.current();
            assertThat(snapshot.complete()).isTrue();
            assertThat(snapshot.state().all(Kinds.ENDPOINT_SLICE).values())
                    .extracting(EndpointSlice::serviceName)
                    .containsExactlyInAnyOrder("with", "without");
            assertThat(snapshot.state().all(Kinds.ENDPOINT_SLICE).values())
                    .filteredOn(slice -> slice.serviceName().equals("without"))
                    .singleElement()
                    .satisfies(slice -> {
                        assertThat(slice.ports())
                                .extracting(EndpointSlice.Port::name)
                                .containsExactly("http", "grpc");
                        assertThat(slice.ports())
                                .extracting(EndpointSlice.Port::port)
                                .doesNotHaveDuplicates()
                                .doesNotContainNull();
                        assertThat(slice.endpoints().getFirst().addresses()).containsExactly("127.0.0.1");
                    });
            assertThat(source.current()).isSameAs(snapshot);
        }
    }
}
