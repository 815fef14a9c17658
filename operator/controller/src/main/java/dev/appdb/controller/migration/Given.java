package dev.appdb.controller.migration;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fields that a client may leave out, as the empty values that they stand for. */
final class Given {
    private Given() {}

    static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    static <K, V> Map<K, V> orEmpty(@Nullable Map<K, V> map) {
        return map == null ? Map.of() : map;
    }

    static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
