package dev.sluice.architecture.breach.spring.route;

import org.springframework.core.Ordered;

/** No breach: requests are served here. */
interface KnowsSpring extends Ordered {}
