/**
 * Where requests come in: each is judged, finds its rule in the version that is being served, and is answered. A rule
 * that needs nothing of Spring's runs its program here, on the request as it came; any other is
 * handed to its {@link dev.sluice.entry.SpringRule}. Whichever way a rule has, its response is written here.
 *
 * <p>Starts at {@link dev.sluice.entry.Front}. Takes requests and a table, gives responses. Does not decide which rule
 * a request takes, nor what the rule does to it; knows no Spring type.
 *
 * <p>May depend on: {@code config}, {@code config.*}, {@code message}, {@code table}, {@code program}, {@code answer},
 * {@code edge}, {@code edge.wire}, {@code hop}, {@code observe}, {@code session}, {@code splice}, {@code trace}
 */
@NullMarked
package dev.sluice.entry;

import org.jspecify.annotations.NullMarked;
