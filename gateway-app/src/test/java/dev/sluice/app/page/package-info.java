/** The page of the actuator, in a real browser. */
@NullMarked
package dev.sluice.app.page;

import org.jspecify.annotations.NullMarked;
