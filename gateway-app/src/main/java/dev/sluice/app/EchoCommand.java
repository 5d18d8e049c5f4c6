package dev.sluice.app;

import dev.sluice.app.demo.DemoBackend;
import dev.sluice.app.demo.DemoBackend.Spoken;
import dev.sluice.app.shell.Verb;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.netty.ChannelBindException;

/** {@code sluice echo}: a backend to try a gateway with, as in docker-compose.yml. */
@Command(name = "echo", description = "Run a small backend that answers with what it was asked, or sent.")
final class EchoCommand extends Verb {

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
    protected int answer() {
        try (DemoBackend server = protocol.start(new DemoBackend.Place(name, host, port))) {
            out().printf("Backend %s%n", server);
            out().flush();
            server.await();
            return OK;
        } catch (ChannelBindException portInUse) {
            return failed(portInUse.getMessage() + "; choose another --port");
        }
    }
}
