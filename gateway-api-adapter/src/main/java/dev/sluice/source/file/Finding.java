package dev.sluice.source.file;

import dev.sluice.source.Problem;
import dev.sluice.validation.Admission.GroupKind;

/** What one file says by itself; what it comes to is known once all files are seen together. */
sealed interface Finding {

    /** A mistake, or something about the file as a whole. */
    record Mistake(Problem problem) implements Finding {}

    /**
     * Something to be told once, however many objects it is true of.
     *
     * @param about what it is true of
     */
    record Notice(GroupKind about, Problem problem) implements Finding {}

    /** An object without a mistake; a later one of the same name replaces it. */
    record Good(GoodObject object) implements Finding {}
}
