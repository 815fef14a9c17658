/** Tests. */
@NullMarked
package dev.appdb.cli.manifest;

import org.jspecify.annotations.NullMarked;
