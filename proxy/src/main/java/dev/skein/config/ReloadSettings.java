package dev.skein.config;

import java.time.Duration;

/**
 * When changed files are read again.
 *
 * @param watch by itself; SIGHUP always works
 * @param interval how often the files are looked at
 */
public record ReloadSettings(boolean watch, Duration interval) {}
