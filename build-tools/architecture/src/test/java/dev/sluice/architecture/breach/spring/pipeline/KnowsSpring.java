package dev.sluice.architecture.breach.spring.pipeline;

import org.springframework.core.Ordered;

/** A breach: a loop of the control plane that Spring runs. */
interface KnowsSpring extends Ordered {}
