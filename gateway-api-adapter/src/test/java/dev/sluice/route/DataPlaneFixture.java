package dev.sluice.route;

import dev.sluice.config.GatewayConfig;
import dev.sluice.publish.Served;
import dev.sluice.serve.DataPlane;
import dev.sluice.testkit.FreePorts;
import dev.sluice.testkit.HttpBackend;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.LoopResources;

/** A team's application with the data plane in it, and a backend that tells what it was asked. */
public final class DataPlaneFixture implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Of its own: another application that ends takes the loops along that all share. */
    private final LoopResources loops = LoopResources.create("fixture", 1, true);

    public final HttpBackend backend = HttpBackend.start(server -> server.route(routes -> routes.get(
                    "/events",
                    (request, response) -> response.sse()
                            .sendString(
                                    Flux.concat(Mono.just("data: first\n\n"), Mono.never()), StandardCharsets.UTF_8))
            .route(request -> true, (request, response) -> {
                var lines = request.requestHeaders().entries().stream()
                        .map(header -> header.getKey() + ": " + header.getValue())
                        .collect(Collectors.joining("\n"));
                var head = request.method() + " " + request.uri() + "\n" + lines + "\n\n";
                return response.header("x-backend", "echo")
                        .sendString(
                                Flux.concat(Mono.just(head), request.receive().asString()));
            })));

    public final int dataPort = FreePorts.next();
    final ConfigurableApplicationContext context;
    public final HttpClient client = HttpClient.newConnection().runOn(loops);

    DataPlaneFixture(String... properties) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--spring.reactor.netty.shutdown-quiet-period=0s",
                "--management.server.port=0",
                "--management.endpoints.web.exposure.include=*",
                "--management.endpoint.gateway.access=read-only",
                "--spring.cloud.gateway.server.webflux.routes[0].id=yaml",
                "--spring.cloud.gateway.server.webflux.routes[0].uri=http://127.0.0.1:" + backend.port(),
                "--spring.cloud.gateway.server.webflux.routes[0].predicates[0]=Path=/yaml/**"));
        arguments.addAll(List.of(properties));
        context = new SpringApplicationBuilder(TeamApplication.class).run(arguments.toArray(String[]::new));
    }

    /** Whose rules all have this way in. The application brings no GlobalFilter of its own. */
    public static DataPlaneFixture with(LaneSetting lane, String... properties) {
        String[] all = Stream.concat(
                        Stream.of("--sluice.lane=" + lane, "--team.global-filter=false"), Stream.of(properties))
                .toArray(String[]::new);
        return new DataPlaneFixture(all);
    }

    public Served apply(GatewayConfig config) {
        return context.getBean(DataPlane.class).apply(config);
    }

    public Answer get(String path) {
        return send(HttpMethod.GET, dataPort, path, Map.of(), "");
    }

    public Answer get(int port, String path) {
        return send(HttpMethod.GET, port, path, Map.of(), "");
    }

    public Answer send(HttpMethod method, int port, String path, Map<String, String> headers, String body) {
        var answer = client.headers(all -> headers.forEach(all::set))
                .request(method)
                .uri("http://127.0.0.1:" + port + path)
                .send(ByteBufFlux.fromString(body.isEmpty() ? Mono.empty() : Mono.just(body)))
                .responseSingle((response, content) -> content.asString()
                        .defaultIfEmpty("")
                        .map(text -> new Answer(
                                response.status().code(), Map.copyOf(first(response.responseHeaders())), text)))
                .block(PATIENCE);
        if (answer == null) {
            throw new IllegalStateException("no answer");
        }
        return answer;
    }

    static Map<String, String> first(HttpHeaders headers) {
        return headers.entries().stream()
                .collect(Collectors.toMap(
                        header -> header.getKey().toLowerCase(Locale.ROOT),
                        Map.Entry::getValue,
                        (one, other) -> one + "," + other));
    }

    int applicationPort() {
        return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    int managementPort() {
        return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.management.port"));
    }

    @Override
    public void close() {
        context.close();
        backend.close();
        loops.dispose();
    }

    /** A response. Header names are lower case. */
    public record Answer(int status, Map<String, String> headers, String body) {}
}
