/** Keeps an AppDatabase's tenant in the server and its connection Secrets in the cluster. */
@NullMarked
package dev.appdb.controller.database;

import org.jspecify.annotations.NullMarked;
