package dev.sluice.app;

import dev.sluice.app.demo.DemoBackend;
import dev.sluice.app.demo.DemoBackends;
import dev.sluice.app.demo.EchoedSource;
import dev.sluice.app.demo.SampleRequest;
import dev.sluice.app.demo.SampleStream;
import dev.sluice.app.inspect.FolderArguments;
import dev.sluice.app.shell.Verb;
import dev.sluice.memory.HeapGuard;
import dev.sluice.pipeline.Pipeline;
import dev.sluice.source.ResourceSource;
import dev.sluice.source.file.FileSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import reactor.netty.ChannelBindException;

/** {@code sluice demo}: a gateway together with the backends that its folder names. */
@Command(
        name = "demo",
        description = "Serve a folder of examples together with small backends, and print requests to try.",
        customSynopsis = "sluice demo [OPTION]... [FOLDER...] [-- --PROPERTY=VALUE...]")
final class DemoCommand extends Verb {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Mixin
    private final GatewayArguments arguments = new GatewayArguments();

    @Parameters(
            arity = "0..*",
            paramLabel = "FOLDER",
            description = "Files, or folders that are read with all below them (default: examples/quickstart). Each"
                    + " port of 127.0.0.1 in an EndpointSlice has a backend, and so has each Service without"
                    + " endpoints.")
    private List<String> parameters = List.of();

    @Override
    protected int answer() throws InterruptedException {
        List<Path> named = GatewayArguments.folders(parameters);
        List<Path> folders = named.isEmpty() ? List.of(quickstart()) : named;
        Optional<String> refusal = FolderArguments.refusal(folders);
        if (refusal.isPresent()) {
            return failed(refusal.get());
        }
        Optional<ConfigurableApplicationContext> gateway = GatewayProcess.start(
                arguments.forSpring(folders, GatewayArguments.properties(parameters)),
                new EchoedSource(new FileSource(folders, FileSource.Timing.USUAL, new HeapGuard())));
        return gateway.isPresent() ? addBackends(gateway.get()) : FAILED;
    }

    /** The backends live as long as the gateway, and end with the process. */
    private int addBackends(ConfigurableApplicationContext gateway) throws InterruptedException {
        try {
            List<DemoBackend> backends = DemoBackends.start(
                    gateway.getBean(ResourceSource.class).current().state());
            if (gateway.getBean(FirstServed.class).await(PATIENCE)) {
                tellWhatToTry(backends, gateway.getBean(Pipeline.class));
            }
            return OK;
        } catch (ChannelBindException portInUse) {
            gateway.close();
            return failed(portInUse.getMessage() + " for a demo backend; stop what listens there");
        } catch (IllegalArgumentException noCertificate) {
            gateway.close();
            return failed(String.valueOf(noCertificate.getMessage()));
        }
    }

    private void tellWhatToTry(List<DemoBackend> backends, Pipeline pipeline) {
        var out = out();
        backends.forEach(backend -> out.printf("Backend %s%n", backend));
        out.println("Try:");
        pipeline.current().config().sockets().stream()
                .flatMap(socket -> Stream.concat(
                        SampleRequest.of(socket).stream().map(SampleRequest::curl),
                        SampleStream.of(socket).stream().map(SampleStream::command)))
                .forEach(command -> out.println("  " + command));
        out.flush();
    }

    /** The launcher tells where the examples are; without it they are sought from where we are. */
    private static Path quickstart() {
        return Path.of(System.getProperty("app.home", ""), "examples", "quickstart");
    }
}
