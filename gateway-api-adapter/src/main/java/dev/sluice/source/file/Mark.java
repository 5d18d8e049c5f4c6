package dev.sluice.source.file;

/** A place in a text; line and column from 1. */
record Mark(int line, int column) {}
