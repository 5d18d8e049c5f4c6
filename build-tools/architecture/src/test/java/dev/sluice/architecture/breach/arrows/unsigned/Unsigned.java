package dev.sluice.architecture.breach.arrows.unsigned;

import org.jspecify.annotations.NullMarked;

/** A breach: its package has no sign. */
@NullMarked
record Unsigned(String name) {}
