/** What a real API server answers. */
@NullMarked
package dev.appdb.controller.kubernetes;

import org.jspecify.annotations.NullMarked;
