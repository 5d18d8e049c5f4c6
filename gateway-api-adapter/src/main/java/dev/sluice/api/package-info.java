/**
 * What an application may name in its own code: the types of this package, and no other class of Sluice. They are kept
 * as the page on the library says: docs/library.md, "What is public".
 *
 * <p>Starts at {@link dev.sluice.api.MatchedRule}, which filters of an application read from an exchange. Takes and
 * gives nothing else: who serves a request sets it. Types here have nothing but types of the JDK, of Spring and of this
 * package in their signatures.
 *
 * <p>May depend on: nothing
 */
@NullMarked
package dev.sluice.api;

import org.jspecify.annotations.NullMarked;
