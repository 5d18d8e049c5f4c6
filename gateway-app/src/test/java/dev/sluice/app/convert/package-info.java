/** Verbs that look and end, through picocli's CommandLine with captured output. */
@NullMarked
package dev.sluice.app.convert;

import org.jspecify.annotations.NullMarked;
