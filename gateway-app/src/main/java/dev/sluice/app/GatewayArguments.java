package dev.sluice.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the verbs that start a gateway take beside its folders; becomes Spring Boot's arguments. */
final class GatewayArguments {

    @Option(
            names = "--management-port",
            paramLabel = "PORT",
            converter = PortNumber.class,
            description = "Port of the actuator, loopback only (default: 9090; 0: any free one).")
    private @Nullable Integer managementPort;

    @Option(
            names = "--status-folder",
            paramLabel = "FOLDER",
            description = "Where the status of every object is written, one YAML file each (default: nowhere).")
    private @Nullable Path statusFolder;

    /** Those that are files or folders, not properties. */
    static List<Path> folders(List<String> parameters) {
        return parameters.stream().filter(it -> !isProperty(it)).map(Path::of).toList();
    }

    /** Those that are properties, as {@code --key=value}. */
    static List<String> properties(List<String> parameters) {
        return parameters.stream().filter(GatewayArguments::isProperty).toList();
    }

    private static boolean isProperty(String parameter) {
        return parameter.startsWith("--");
    }

    /**
     * Spring Boot's arguments. Later ones win, so that what a user says in Spring's words is the last word.
     *
     * @param folders exist; empty: objects come from a Kubernetes API server
     * @param properties as {@code --key=value}
     */
    List<String> forSpring(List<Path> folders, List<String> properties) {
        return forSpring(folders, managementPort, statusFolder, properties);
    }

    /** Spring Boot's arguments of a process that serves what an API server has. */
    static List<String> inCluster(@Nullable Integer managementPort, List<String> properties) {
        return forSpring(List.of(), managementPort, null, properties);
    }

    private static List<String> forSpring(
            List<Path> folders,
            @Nullable Integer managementPort,
            @Nullable Path statusFolder,
            List<String> properties) {
        List<String> arguments = new ArrayList<>();
        // Spring Cloud Kubernetes does its part on this platform, and on no other.
        arguments.add("--spring.main.cloud-platform=" + (folders.isEmpty() ? "kubernetes" : "none"));
        arguments.add("--sluice.kubernetes.enabled=" + folders.isEmpty());
        // Each by its index: a comma in a name must not make two of it.
        for (int i = 0; i < folders.size(); i++) {
            arguments.add("--sluice.source.folders[" + i + "]=" + folders.get(i));
        }
        if (managementPort != null) {
            arguments.add("--management.server.port=" + managementPort);
        }
        if (statusFolder != null) {
            arguments.add("--sluice.status.folder=" + statusFolder);
        }
        arguments.addAll(properties);
        return arguments;
    }
}
