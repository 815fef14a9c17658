/** Queries for people's eyes. */
@NullMarked
package dev.appdb.author.console;

import org.jspecify.annotations.NullMarked;
