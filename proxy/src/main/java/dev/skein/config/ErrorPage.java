package dev.skein.config;

import java.nio.file.Path;

/**
 * A body of the operator's own for statuses that the proxy itself answers.
 *
 * @param statuses which ones
 * @param file existed and was readable when the settings were read
 * @param contentType by the file's ending
 */
public record ErrorPage(Place place, StatusRange statuses, Path file, String contentType) {}
