package dev.sluice.app;

import dev.sluice.mesh.AgentPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;

/**
 * The actuator's own port of a node agent. Two agents are on a node while one takes over from the other, so none can
 * have the port by which the node is asked: that leads to the newest that serves, by a rule of the kernel. So a probe
 * of an agent that does not serve yet must know the agent's own port: it reads it from a file.
 */
final class AgentManagement {

    private static final String NODE_PORT = "sluice.mesh.management-port";
    private static final String FILE = "sluice.mesh.process-file";
    private static final String ADDRESS = "server.address";
    private static final String LOOPBACK = "127.0.0.1";

    /** Process, its start, address, port. */
    private static final int FIELDS = 4;

    private static final Path STAT = Path.of("/proc/self/stat");
    /** Of the fields of proc(5) after the name: the moment in which the process was started, its 22nd. */
    private static final int STARTED = 19;

    private AgentManagement() {}

    /**
     * The first that is free of the ports after that of the node; the first of them if none is, whose use is then
     * refused.
     *
     * @param otherwise for a process that is no agent, or one that is asked by its own port only
     */
    static String port(Environment environment, String otherwise) {
        String port = environment.getProperty(NODE_PORT, "");
        if (port.isEmpty()) {
            return otherwise;
        }
        try {
            var own =
                    new AgentPorts(new AgentPorts(Integer.parseInt(port)).all().get(1));
            InetAddress address = InetAddress.ofLiteral(environment.getProperty(ADDRESS, LOOPBACK));
            return String.valueOf(own.free(List.of(address)).orElse(own.first()));
        } catch (IllegalArgumentException unusable) {
            throw new InvalidConfigurationPropertyValueException(
                    NODE_PORT,
                    port,
                    "expected: 1-" + (AgentPorts.HIGHEST_FIRST - 2) + ", and an IP address in " + ADDRESS);
        }
    }

    /**
     * Where the agent is asked that wrote this file.
     *
     * @throws IOException if there is none
     */
    static String url(Path file) throws IOException {
        String[] fields = Files.readString(file).strip().split(" ", -1);
        if (fields.length != FIELDS) {
            throw new IOException(file + " is not the file of an agent");
        }
        String address = fields[2];
        return "http://%s:%s".formatted(address.indexOf(':') < 0 ? address : "[" + address + "]", fields[3]);
    }

    /**
     * Writes the process, its start, and address and port of its actuator, where a file for that is named. A container
     * that is started again finds the file of the one before, with another start.
     */
    static void write(Environment environment, String port) {
        String file = environment.getProperty(FILE, "");
        if (file.isEmpty()) {
            return;
        }
        try {
            String stat = Files.readString(STAT);
            String pid = stat.substring(0, stat.indexOf(' '));
            String started = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[STARTED];
            Files.writeString(
                    Path.of(file),
                    String.join(" ", pid, started, environment.getProperty(ADDRESS, LOOPBACK), port) + "\n");
        } catch (IOException e) {
            throw new InvalidConfigurationPropertyValueException(
                    FILE, file, "It cannot be written: " + e + " (expected: a file in a directory that exists)");
        }
    }
}
