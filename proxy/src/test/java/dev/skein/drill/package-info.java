/** Tests of drills: what speaks against one, what a probe's answers say, and what a node does with itself. */
@NullMarked
package dev.skein.drill;

import org.jspecify.annotations.NullMarked;
