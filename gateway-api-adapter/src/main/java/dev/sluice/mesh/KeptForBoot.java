package dev.sluice.mesh;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a node keeps of its closed ports, to refuse them from its next boot on until an agent serves.
 *
 * @param file what the node is to load when it boots; it exists only while a port is in it
 * @param ports how many are in it, each with its ClusterIP
 * @param lastBoot what the node has done with the file when it booted
 * @param problem why the file is not as it should be; null: it is
 */
public record KeptForBoot(
        Path file, int ports, LastBoot lastBoot, @Nullable String problem) {

    /** What became of the file when the node booted. */
    public enum LastBoot {
        /** What was closed has been refused since. */
        LOADED,
        /** What was closed was open until the agent served. */
        NOT_LOADED,
        /** There was no file, or another agent has run since. */
        UNKNOWN
    }
}
