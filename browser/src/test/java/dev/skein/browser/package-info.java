/** The admin page as a person meets it: a node of its own process, two servers, and a real browser. */
@NullMarked
package dev.skein.browser;

import org.jspecify.annotations.NullMarked;
