/** Reads resources from files, as {@code kubectl apply -f} and the API server together would. */
@NullMarked
package dev.appdb.cli.manifest;

import org.jspecify.annotations.NullMarked;
