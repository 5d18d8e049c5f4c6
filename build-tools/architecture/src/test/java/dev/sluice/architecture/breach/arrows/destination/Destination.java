package dev.sluice.architecture.breach.arrows.destination;

/** What the others lean on. */
public record Destination(String name) {}
