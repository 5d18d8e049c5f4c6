package com.example.shop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.source.ResourceSource;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** What the library does where it is not asked for everything. */
class LibraryAtRestTest {

    private static final String OFF = "--spring.cloud.gateway.server.webflux.enabled=false";

    @Test
    void anApplicationWithoutAFolderHasNothingOfIt() {
        try (var context = new SpringApplicationBuilder(ShopApplication.class).run("--server.port=0")) {
            assertThat(context.getBeansOfType(ResourceSource.class)).isEmpty();
            assertThat(context.getBeanDefinitionNames())
                    .filteredOn(name -> name.startsWith("sluice"))
                    .allMatch(name -> name.endsWith("Properties"));
        }
    }

    @Test
    void anApplicationThatHasSwitchedItsGatewayOffStarts(@TempDir Path folder) {
        try (var context = new SpringApplicationBuilder(ShopApplication.class)
                .run("--server.port=0", OFF, "--sluice.source.folders=" + folder)) {
            assertThat(context.getBeansOfType(ResourceSource.class)).isEmpty();
        }
    }

    @Test
    void listenersAreOpenWhereTheApplicationSaysSo(@TempDir Path folder) {
        try (var shop = new Shop(folder, "--sluice.listen.web-filters=ignore")) {
            assertThat(shop.get(shop.gateway("/plain")).body()).isEqualTo("/plain nobody");
            assertThat(shop.get(shop.own("/legacy/x")).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void theKubernetesClientIsNotThere() {
        assertThat(getClass().getResource("/io/fabric8/kubernetes/client/KubernetesClient.class"))
                .isNull();
    }
}
