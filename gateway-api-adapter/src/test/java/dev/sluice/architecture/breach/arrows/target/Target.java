package dev.sluice.architecture.breach.arrows.target;

/** What the others lean on. */
public record Target(String name) {}
