package dev.sluice.app.inspect;

import dev.sluice.app.shell.Verb;
import dev.sluice.endpoint.ServedBackends;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code sluice backends}: what backends do now, and how their endpoints are. */
@Command(
        name = "backends",
        description = "List the backends of a running gateway: requests, connections, and the health, requests,"
                + " latency and sessions of each endpoint.",
        exitCodeList = {
            "0:no endpoint is ejected, and each backend has one that is ready",
            "1:one is, or has none, or there is no answer",
            "2:the command line is wrong"
        })
public final class BackendsCommand extends Verb {

    private static final String READY = "ready";
    private static final String EJECTED = "ejected";

    @Mixin
    private final ManagementArguments management = new ManagementArguments();

    @Mixin
    private final DumpArguments collected = new DumpArguments();

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "Only backends of it (default: all namespaces).")
    private @Nullable String namespace;

    @Option(
            names = "--sessions",
            description = "Count the sessions of each endpoint too; their store reads all of them.")
    private boolean sessions;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text or json (default: text).")
    private ExplainCommand.Format format = ExplainCommand.Format.TEXT;

    @Override
    protected int answer() throws IOException {
        Listings dump = collected.dump();
        if (dump != null && sessions) {
            throw mistake("--sessions asks a running gateway; a dump has none");
        }
        var gateway = management.gateway();
        List<ServedBackends.Item> backends = (dump == null ? gateway : dump)
                .all("backends", "items", ServedBackends.Item.class).stream()
                        .filter(backend ->
                                namespace == null || backend.backend().startsWith(namespace + "/"))
                        .toList();
        Map<String, Integer> counts = sessions ? sessions(gateway) : Map.of();
        switch (format) {
            case TEXT -> backends.forEach(backend -> print(backend, counts));
            case JSON -> out().println(Json.text(new Report(backends, counts)));
        }
        return backends.stream().allMatch(BackendsCommand::isWell) ? OK : FAILED;
    }

    private static boolean isWell(ServedBackends.Item backend) {
        return backend.endpoints().stream().anyMatch(it -> it.health().equals(READY))
                && backend.endpoints().stream().noneMatch(it -> it.health().equals(EJECTED));
    }

    /** What is printed as JSON. */
    private record Report(List<ServedBackends.Item> backends, Map<String, Integer> sessions) {}

    /** By backend and endpoint. */
    private static Map<String, Integer> sessions(Management gateway) throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        JsonNode answer = gateway.get("/actuator/sluicesessions");
        if (!answer.path("complete").asBoolean()) {
            throw new IOException(gateway.base() + ": the store of sessions is away, or has too many to count");
        }
        for (JsonNode backend : answer.path("backends")) {
            for (JsonNode endpoint : backend.path("endpoints")) {
                counts.put(
                        backend.path("backend").asString("") + " "
                                + endpoint.path("endpoint").asString(""),
                        endpoint.path("sessions").asInt());
            }
        }
        return counts;
    }

    private void print(ServedBackends.Item backend, Map<String, Integer> counts) {
        out().printf(
                        "%s  %s, %d requests (%d waiting), %d connections (%d unused)%s%n",
                        backend.backend(),
                        backend.use(),
                        backend.running(),
                        backend.waiting(),
                        backend.connections(),
                        backend.unused(),
                        latency(backend.latencyMillis()));
        if (backend.endpoints().isEmpty()) {
            out().println("  no endpoint: no EndpointSlice of the Service has one that is ready");
        }
        for (ServedBackends.State endpoint : backend.endpoints()) {
            Integer count = counts.get(backend.backend() + " " + endpoint.address());
            out().printf(
                            "  %-28s %-12s %d requests%s%s%n",
                            endpoint.address(),
                            endpoint.health(),
                            endpoint.running(),
                            latency(endpoint.latencyMillis()),
                            count == null ? "" : ", " + count + " sessions");
        }
    }

    /** Of the last responses; nothing where there was none. */
    private static String latency(@Nullable Double millis) {
        return millis == null ? "" : String.format(Locale.ROOT, ", %.1f ms", millis);
    }
}
