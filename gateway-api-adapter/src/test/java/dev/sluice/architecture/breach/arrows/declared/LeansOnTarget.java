package dev.sluice.architecture.breach.arrows.declared;

import dev.sluice.architecture.breach.arrows.target.Target;

/** No breach: its package declares the arrow. */
record LeansOnTarget(Target target) {}
