/** Verbs that look and end, through picocli's CommandLine with captured output. */
@NullMarked
package dev.sluice.app.inspect;

import org.jspecify.annotations.NullMarked;
