package dev.sluice.architecture.breach.framework.config;

import io.netty.util.AsciiString;

/** A breach: a value made of Netty's. */
record KnowsNetty(AsciiString name) {}
