package dev.sluice.architecture.breach.cycle.b;

import dev.sluice.architecture.breach.cycle.a.A;

/** Leans on the package that leans on this one. */
public record B(A a) {}
