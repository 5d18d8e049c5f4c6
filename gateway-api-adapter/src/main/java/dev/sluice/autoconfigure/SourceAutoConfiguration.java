package dev.sluice.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** The folders that are read and the folder that is written, where properties name them. */
@AutoConfiguration
@EnableConfigurationProperties(SluiceProperties.class)
public final class SourceAutoConfiguration {}
