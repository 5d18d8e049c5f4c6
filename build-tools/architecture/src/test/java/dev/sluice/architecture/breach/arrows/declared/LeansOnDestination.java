package dev.sluice.architecture.breach.arrows.declared;

import dev.sluice.architecture.breach.arrows.destination.Destination;

/** No breach: its package declares the arrow. */
record LeansOnDestination(Destination destination) {}
