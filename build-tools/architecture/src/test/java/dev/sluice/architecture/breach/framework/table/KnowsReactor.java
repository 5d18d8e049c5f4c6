package dev.sluice.architecture.breach.framework.table;

import reactor.core.publisher.Mono;

/** A breach: a table that answers later. */
interface KnowsReactor {

    Mono<String> find();
}
