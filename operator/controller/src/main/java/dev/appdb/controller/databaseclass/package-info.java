/** Keeps a class's status at what its server is: ready, or what an admin must mend. */
@NullMarked
package dev.appdb.controller.databaseclass;

import org.jspecify.annotations.NullMarked;
