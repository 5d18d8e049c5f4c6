package dev.sluice.architecture.breach.framework.graph.route;

import org.springframework.core.Ordered;

/** A breach: a decision that Spring orders. */
interface KnowsSpring extends Ordered {}
