/**
 * The configuration: HOCON files become immutable settings records, or a list of problems that each name their place; two
 * settings become a list of differences. The only package that knows the configuration library. Everything here is pure
 * apart from reading files, has no thread of its own, and never throws for bad input; called by the control thread (start
 * and reload) and by the command line ({@code skein check}).
 */
@NullMarked
package dev.skein.config;

import org.jspecify.annotations.NullMarked;
