package dev.sluice.app;

import dev.sluice.app.demo.DemoBackend;
import dev.sluice.app.demo.DemoBackends;
import dev.sluice.app.demo.SampleRequest;
import dev.sluice.app.shell.Verb;
import dev.sluice.pipeline.Pipeline;
import dev.sluice.pipeline.PipelineState;
import dev.sluice.publish.Served.SocketState;
import dev.sluice.source.ResourceSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.netty.ChannelBindException;

/**
 * {@code sluice train}: serves a folder and its demo backends, asks itself for a few seconds and ends, so that a
 * JVM that records what a start needs sees it: which classes are loaded, and which methods are busy, so that they are
 * compiled sooner. With {@code --verbs} the same for verbs that answer and end. For the launcher and the image; not in
 * the help.
 */
@Command(name = "train", hidden = true)
final class TrainCommand extends Verb {

    /** Of each protocol. More gained nothing that could be measured, see ADR 9. */
    private static final int REQUESTS = 1_500;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * Loopback only, far from the ports that people use and below those that systems give to connections. One that is
     * in use stays closed, which does no harm.
     */
    private static final List<String> OUT_OF_THE_WAY = List.of(
            "--management.server.port=0",
            "--sluice.listen.address=127.0.0.1",
            "--sluice.listen.privileged-port-offset=27000");

    @Option(names = "--verbs", description = "Run the verbs that answer and end, in place of a gateway.")
    private boolean verbs;

    @Parameters(arity = "1..*", paramLabel = "FOLDER")
    private List<Path> folders = List.of();

    private final int requests;

    TrainCommand() {
        this(REQUESTS);
    }

    /** @param requests how many are sent in each protocol of each socket; at least 1 */
    TrainCommand(int requests) {
        this.requests = requests;
    }

    /** Fails where the gateway does not start; what a request is answered does not matter. */
    @Override
    protected int answer() throws InterruptedException {
        return verbs ? VerbTraining.run(folders) : serve();
    }

    private int serve() throws InterruptedException {
        Optional<ConfigurableApplicationContext> gateway =
                GatewayProcess.start(new GatewayArguments().forSpring(folders, OUT_OF_THE_WAY));
        if (gateway.isEmpty()) {
            return FAILED;
        }
        try (ConfigurableApplicationContext context = gateway.get()) {
            if (!context.getBean(FirstServed.class).await(PATIENCE)) {
                return FAILED;
            }
            List<DemoBackend> backends = backends(context.getBean(ResourceSource.class));
            try {
                openSockets(context.getBean(Pipeline.class).current()).forEach(this::ask);
            } finally {
                backends.forEach(DemoBackend::close);
            }
        }
        return OK;
    }

    /** None where a port is in use, as by a demo that runs: answers that we make ourselves are training as well. */
    private List<DemoBackend> backends(ResourceSource source) {
        try {
            return DemoBackends.start(source.current().state());
        } catch (ChannelBindException portInUse) {
            tell(portInUse.getMessage() + " for a demo backend: there are none");
            return List.of();
        }
    }

    /** Those alone, for a port that stayed closed belongs to somebody else. */
    private static Stream<SampleRequest> openSockets(PipelineState state) {
        return state.config().sockets().stream()
                .filter(socket -> state.served().sockets().get(socket.id()) instanceof SocketState.Open)
                .flatMap(socket -> SampleRequest.of(socket).stream());
    }

    private void ask(SampleRequest request) {
        for (var load : TrainingLoad.of(request, requests)) {
            tell(load + ": " + load.run() + " of " + load.requests() + " answered 200");
        }
    }

    private void tell(String line) {
        out().println(line);
    }
}
