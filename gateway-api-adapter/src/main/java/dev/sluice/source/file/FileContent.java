package dev.sluice.source.file;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a file holds, as far as it can be told without the other files.
 *
 * @param findings in the order in which they are told
 * @param dataFiles other files that were read on the way, or should have been, with what they hold
 */
record FileContent(ManifestFile file, List<Finding> findings, Map<Path, String> dataFiles) {

    FileContent {
        findings = List.copyOf(findings);
        dataFiles = Map.copyOf(dataFiles);
    }
}
