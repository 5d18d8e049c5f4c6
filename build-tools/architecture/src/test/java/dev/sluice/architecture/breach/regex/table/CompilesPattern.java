package dev.sluice.architecture.breach.regex.table;

import java.util.regex.Pattern;

/** A breach: the JDK's engine backtracks. */
record CompilesPattern(Pattern pattern) {}
