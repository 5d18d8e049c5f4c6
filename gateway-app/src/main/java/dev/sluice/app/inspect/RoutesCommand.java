package dev.sluice.app.inspect;

import dev.sluice.app.shell.Verb;
import dev.sluice.endpoint.ServedConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice routes}: what is served, route by route. */
@Command(
        name = "routes",
        description = "List the routes that are served: hostnames, Listeners, and of each rule what it matches and"
                + " does.",
        exitCodeList = {"0:there are some", "1:there is none, or no answer", "2:the command line is wrong"},
        customSynopsis = {
            "sluice routes [OPTION]... FOLDER...",
            "       sluice routes [OPTION]... --management HOST:PORT",
            "       sluice routes [OPTION]... --dump FILE"
        })
public final class RoutesCommand extends Verb {

    @Mixin
    private final InputArguments input = new InputArguments();

    @Mixin
    private final DumpArguments collected = new DumpArguments();

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "Only routes of it (default: all namespaces).")
    private @Nullable String namespace;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text or json (default: text).")
    private ExplainCommand.Format format = ExplainCommand.Format.TEXT;

    @Parameters(arity = "0..*", paramLabel = "FOLDER", description = InputArguments.FOLDERS)
    private List<String> folders = List.of();

    @Override
    protected int answer() throws IOException {
        List<ServedRoute> routes =
                ServedRoute.of(input.ask(this, folders, collected, RoutesCommand::offline, RoutesCommand::running))
                        .stream()
                        .filter(route -> namespace == null || route.isOf(namespace))
                        .toList();
        switch (format) {
            case TEXT -> routes.forEach(route -> print(route, out()));
            case JSON -> out().println(Json.text(routes));
        }
        return routes.isEmpty() ? FAILED : OK;
    }

    private static List<ServedConfig.Socket> offline(Inspection folders) {
        return ServedConfig.of(folders.state().config()).sockets();
    }

    private static List<ServedConfig.Socket> running(Listings gateway) throws IOException {
        return gateway.all("config", "sockets", ServedConfig.Socket.class);
    }

    private static void print(ServedRoute route, PrintWriter out) {
        out.println(route.source());
        var columns = new Columns(out, 2, 10);
        columns.print("hostnames", String.join(", ", route.hostnames()));
        String label = "on";
        for (String place : route.places()) {
            columns.print(label, place);
            label = "";
        }
        for (ServedConfig.Rule rule : route.rules()) {
            columns.print(rule.source().substring(route.source().length() + 1), String.join("; or ", rule.matches()));
            rule.filters().forEach(filter -> columns.print("", filter));
            columns.print("", rule.action());
        }
    }
}
