@NullMarked
package dev.skein.tap;

import org.jspecify.annotations.NullMarked;
