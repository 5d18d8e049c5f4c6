package dev.sluice.app;

import dev.sluice.app.demo.DemoBackend;
import dev.sluice.app.demo.DemoBackend.Spoken;
import dev.sluice.app.shell.HelpOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import reactor.netty.ChannelBindException;

/** {@code sluice echo}: a backend to try a gateway with, as in docker-compose.yml. */
@Command(
        name = "echo",
        description = "Run a small backend that answers with what it was asked, or sent.",
        optionListHeading = "%nOptions:%n")
final class EchoCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    final HelpOption help = new HelpOption();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "echo",
            description = "How it calls itself (${DEFAULT-VALUE}).")
    private String name = "echo";

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address to listen on (${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            converter = PortNumber.class,
            description = "Port to listen on (${DEFAULT-VALUE}).")
    private int port = 8080;

    @Option(
            names = "--protocol",
            paramLabel = "PROTOCOL",
            defaultValue = "http",
            description = "http, tcp, udp, or dns for a name server (${DEFAULT-VALUE}).")
    private Spoken protocol = Spoken.HTTP;

    /** Returns when the process is told to stop. */
    @Override
    public Integer call() {
        try (DemoBackend server = protocol.start(new DemoBackend.Place(name, host, port))) {
            spec.commandLine().getOut().printf("Backend %s%n", server);
            spec.commandLine().getOut().flush();
            server.await();
            return SluiceCommand.OK;
        } catch (ChannelBindException portInUse) {
            spec.commandLine().getErr().printf("sluice: %s; choose another --port%n", portInUse.getMessage());
            return SluiceCommand.FAILED;
        }
    }
}
