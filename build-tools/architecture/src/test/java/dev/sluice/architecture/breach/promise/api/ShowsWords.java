package dev.sluice.architecture.breach.promise.api;

import java.util.List;

/** No breach: every application has these types. */
record ShowsWords(List<String> words) {}
