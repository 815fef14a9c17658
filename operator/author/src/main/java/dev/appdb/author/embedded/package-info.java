/** A PostgreSQL server of one's own: started in a second, gone with the process that started it. */
@NullMarked
package dev.appdb.author.embedded;

import org.jspecify.annotations.NullMarked;
