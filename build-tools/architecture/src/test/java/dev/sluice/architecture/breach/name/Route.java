package dev.sluice.architecture.breach.name;

/** No breach, but for what is inside. */
interface Route {

    /** A breach: the name says nothing. */
    record Impl() implements Route {}
}
