package dev.appdb.migrate.staticdata;

import java.util.Map;

/**
 * One row of a file.
 *
 * @param line where it starts, counted from 1
 * @param cells by column, in the file's order; a column that is not mentioned is left to the table
 */
record DataRow(int line, Map<String, Cell> cells) {}
