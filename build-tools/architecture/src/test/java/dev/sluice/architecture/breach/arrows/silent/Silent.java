package dev.sluice.architecture.breach.arrows.silent;

/** A breach: the sign of its package has no arrows, not even none. */
record Silent(String name) {}
