package dev.sluice.source.file;

import dev.sluice.resource.WatchedObject;
import dev.sluice.source.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a set of files holds.
 *
 * @param objects those that are good, also where others are not
 * @param problems everything that is wrong, in the order of the files
 * @param dataFiles other files that were read on the way, or should have been, with what they hold
 */
record Reading(
        List<WatchedObject> objects, List<Problem> problems, Generations generations, Map<Path, String> dataFiles) {

    Reading {
        objects = List.copyOf(objects);
        problems = List.copyOf(problems);
        dataFiles = Map.copyOf(dataFiles);
    }

    boolean isGood() {
        return problems.stream().noneMatch(it -> it.severity() == Problem.Severity.ERROR);
    }
}
