/** Tests of rolls: the machine over a clock of its own, and what the register keeps of one. */
@NullMarked
package dev.skein.roll;

import org.jspecify.annotations.NullMarked;
