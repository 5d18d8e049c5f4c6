package dev.sluice.architecture.breach.cycle.a;

import dev.sluice.architecture.breach.cycle.b.B;

/** Leans on the package that leans on this one. */
public record A(B b) {}
