/** Every folder of examples, started and asked what its README tells to ask. */
@NullMarked
package dev.sluice.app.example;

import org.jspecify.annotations.NullMarked;
