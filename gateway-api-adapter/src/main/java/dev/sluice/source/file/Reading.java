package dev.sluice.source.file;

import dev.sluice.resource.WatchedObject;
import dev.sluice.source.Problem;
import java.util.List;

/**
 * What a set of files holds.
 *
 * @param objects those that are good, also where others are not
 * @param problems everything that is wrong, in the order of the files
 */
record Reading(List<WatchedObject> objects, List<Problem> problems, Generations generations) {

    Reading {
        objects = List.copyOf(objects);
        problems = List.copyOf(problems);
    }
}
