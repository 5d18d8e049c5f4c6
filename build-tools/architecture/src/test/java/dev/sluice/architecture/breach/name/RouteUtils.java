package dev.sluice.architecture.breach.name;

/** A breach: the name says nothing. */
interface RouteUtils {}
