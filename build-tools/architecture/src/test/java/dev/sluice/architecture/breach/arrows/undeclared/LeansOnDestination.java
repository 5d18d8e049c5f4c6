package dev.sluice.architecture.breach.arrows.undeclared;

import dev.sluice.architecture.breach.arrows.destination.Destination;

/** A breach: its package declares no arrow; that it is an array hides nothing. */
interface LeansOnDestination {

    Destination[] destinations();
}
