/** What a source holds: its files, their digest, and which of them are migrations or static data. */
@NullMarked
package dev.appdb.migrate.source;

import org.jspecify.annotations.NullMarked;
