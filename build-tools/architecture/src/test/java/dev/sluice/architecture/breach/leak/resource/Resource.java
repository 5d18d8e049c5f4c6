package dev.sluice.architecture.breach.leak.resource;

/** Stands for a resource as it was written. */
public record Resource(String name) {}
