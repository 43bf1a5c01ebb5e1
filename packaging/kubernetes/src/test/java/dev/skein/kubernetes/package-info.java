/** Whether the manifests fit the API that they are for. */
@NullMarked
package dev.skein.kubernetes;

import org.jspecify.annotations.NullMarked;
