package dev.sluice.architecture.breach.promise.api;

import io.netty.util.ReferenceCounted;

/** A breach: an application that has it depends on Netty. */
interface ShowsNetty extends ReferenceCounted {}
