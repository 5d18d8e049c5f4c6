package dev.sluice.app;

import dev.sluice.config.listener.BindAddress;
import dev.sluice.pipeline.Pipeline;
import dev.sluice.publish.Served.SocketState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/**
 * {@code sluice train}: serves a folder for a moment and ends, so that a virtual machine that records which classes a
 * start needs sees them. For the launcher and the image; not in the help.
 */
@Command(name = "train", hidden = true)
final class TrainCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Loopback only, and far from the ports that people use. One that is in use stays closed, which does no harm. */
    private static final List<String> OUT_OF_THE_WAY = List.of(
            "--management.server.port=0",
            "--sluice.listen.address=127.0.0.1",
            "--sluice.listen.privileged-port-offset=47000");

    @Parameters(arity = "1..*", paramLabel = "FOLDER")
    private List<Path> folders = List.of();

    /** Fails where the gateway does not start; what a request is answered does not matter. */
    @Override
    public Integer call() throws InterruptedException {
        Optional<ConfigurableApplicationContext> gateway =
                GatewayProcess.start(new GatewayArguments().forSpring(folders, OUT_OF_THE_WAY));
        if (gateway.isEmpty()) {
            return SluiceCommand.FAILED;
        }
        try (ConfigurableApplicationContext context = gateway.get()) {
            if (!context.getBean(FirstServed.class).await(PATIENCE)) {
                return SluiceCommand.FAILED;
            }
            context.getBean(Pipeline.class)
                    .current()
                    .served()
                    .sockets()
                    .values()
                    .forEach(TrainCommand::request);
        }
        return SluiceCommand.OK;
    }

    /** In plain text: a socket that wants TLS closes the connection, and has loaded its classes by then. */
    private static void request(SocketState socket) {
        if (socket instanceof SocketState.Open(List<BindAddress> addresses)) {
            HttpClient.create()
                    .get()
                    .uri("http://" + addresses.getFirst() + "/")
                    .response()
                    .timeout(PATIENCE)
                    .onErrorResume(_ -> Mono.empty())
                    .block();
        }
    }
}
