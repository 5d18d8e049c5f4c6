package dev.sluice.config.filter;

/** How the path of a redirect or rewrite is made. The query is always kept. Source: HTTPPathModifier. */
public sealed interface PathModification {

    /** The path becomes this one. */
    record ReplaceFullPath(String path) implements PathModification {}

    /** The part that the rule's prefix matched becomes this one; what follows stays. */
    record ReplacePrefixMatch(String prefix) implements PathModification {}
}
