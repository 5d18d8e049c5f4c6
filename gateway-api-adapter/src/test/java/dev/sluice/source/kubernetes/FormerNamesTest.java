package dev.sluice.source.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resource.EndpointSlice;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.Service;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What ports were called before, as far as it is certain that they are the same. */
class FormerNamesTest extends KubernetesSourceFixture {

    private static final String OF_CONTROLLER =
            "\"endpointslice.kubernetes.io/managed-by\":\"endpointslice-controller.k8s.io\"";

    private String service = "{\"app\":\"cart\"}";
    private String labels = OF_CONTROLLER;

    /** @param ports such as {@code web 80 http}: name, port, target port */
    private void putService(String... ports) {
        server.cluster().put("""
                {"apiVersion":"v1","kind":"Service","metadata":{"namespace":"shop","name":"cart"},
                 "spec":{"selector":%s,"ports":[%s]}}
                """.formatted(
                service,
                String.join(
                        ",",
                        List.of(ports).stream()
                                .map(port -> port.split(" ", -1))
                                .map(it -> "{\"name\":\"%s\",\"port\":%s,\"targetPort\":\"%s\",\"protocol\":\"TCP\"}"
                                        .formatted(it[0], it[1], it[2]))
                                .toList())));
    }

    /** @param ports such as {@code web 8080} */
    private void putSlice(String... ports) {
        server.cluster().put("""
                {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","addressType":"IPv4",
                 "metadata":{"namespace":"shop","name":"cart","labels":{"kubernetes.io/service-name":"cart",%s}},
                 "endpoints":[],"ports":[%s]}
                """.formatted(
                labels,
                String.join(
                        ",",
                        List.of(ports).stream()
                                .map(port -> port.split(" ", -1))
                                .map(it -> "{\"name\":\"%s\",\"port\":%s,\"protocol\":\"TCP\"}".formatted(it[0], it[1]))
                                .toList())));
    }

    private List<String> ofService(String port) {
        soon().until(() -> state().all(Kinds.SERVICE).containsKey(CART)
                && service().ports().stream().anyMatch(it -> it.name().equals(port)));
        return service().ports().stream()
                .filter(it -> it.name().equals(port))
                .findFirst()
                .orElseThrow()
                .formerNames();
    }

    private Service service() {
        return Objects.requireNonNull(state().all(Kinds.SERVICE).get(CART));
    }

    private List<String> ofSlice(String port) {
        soon().until(() -> state().all(Kinds.ENDPOINT_SLICE).containsKey(CART)
                && slice().ports().stream().anyMatch(it -> it.name().equals(port)));
        return slice().ports().stream()
                .filter(it -> it.name().equals(port))
                .findFirst()
                .orElseThrow()
                .formerNames();
    }

    private EndpointSlice slice() {
        return Objects.requireNonNull(state().all(Kinds.ENDPOINT_SLICE).get(CART));
    }

    @Test
    void portThatIsRenamedKeepsWhatItWasCalled() {
        putService("a 80 http", "x 81 admin");
        putSlice("a 8080", "x 8081");
        startWhole();
        assertThat(ofService("a")).isEmpty();

        putService("b 80 http", "x 81 admin");
        putSlice("b 8080", "x 8081");
        assertThat(ofService("b")).containsExactly("a");
        assertThat(ofService("x")).isEmpty();
        assertThat(ofSlice("b")).containsExactly("a");
        assertThat(ofSlice("x")).isEmpty();

        putService("c 80 http", "x 81 admin");
        assertThat(ofService("c")).containsExactly("b", "a");
        putService("b 80 http", "x 81 admin");
        assertThat(ofService("b")).containsExactly("c", "a");
        putService("b 80 http", "y 81 admin");
        assertThat(ofService("y")).containsExactly("x");
        assertThat(ofService("b")).containsExactly("c", "a");
    }

    @Test
    void portThatLeadsElsewhereIsAnother() {
        putService("a 80 http");
        putSlice("a 8080");
        startWhole();

        putService("b 80 admin");
        putSlice("b 8081");

        assertThat(ofService("b")).isEmpty();
        assertThat(ofSlice("b")).isEmpty();
    }

    @Test
    void nameThatAnotherPortHasTakenIsThatPorts() {
        putService("a 80 http");
        putSlice("a 8080");
        startWhole();

        putService("b 80 http", "a 81 admin");
        putSlice("b 8080", "a 8081");

        assertThat(ofService("b")).isEmpty();
        assertThat(ofSlice("b")).isEmpty();
    }

    @Test
    void whatIsNotTheControllersHasNoFormerNames() {
        service = "{}";
        labels = "\"a\":\"b\"";
        putService("a 80 http");
        putSlice("a 8080");
        startWhole();

        putService("b 80 http");
        putSlice("b 8080");

        assertThat(ofService("b")).isEmpty();
        assertThat(ofSlice("b")).isEmpty();
    }

    @Test
    void anotherObjectOfTheSameNameInheritsNothing() {
        putService("a 80 http");
        startWhole();

        server.cluster().remove("Service", "shop", "cart");
        putService("b 80 http");

        assertThat(ofService("b")).isEmpty();
    }
}
