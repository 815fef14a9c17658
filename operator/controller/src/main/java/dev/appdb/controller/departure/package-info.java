/** What becomes of a tenant whose AppDatabase is gone: kept and later locked, or put into the trash and later purged. */
@NullMarked
package dev.appdb.controller.departure;

import org.jspecify.annotations.NullMarked;
