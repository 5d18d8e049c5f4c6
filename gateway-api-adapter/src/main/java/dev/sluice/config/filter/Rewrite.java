package dev.sluice.config.filter;

import org.jspecify.annotations.Nullable;

/**
 * What the backend sees instead. Source: HTTPURLRewriteFilter.
 *
 * @param hostname the Host header; null: unchanged
 * @param path null: unchanged
 */
public record Rewrite(@Nullable String hostname, @Nullable PathModification path) {}
