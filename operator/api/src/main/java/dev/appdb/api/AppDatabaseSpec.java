package dev.appdb.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * @param className the class to take the database from; the default class when absent. Cannot change once it is set
 * @param access who may do what in the schema
 * @param limits bounds of the app's logins: defaults of their sessions, which a session can change, and a connection limit
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "!has(oldSelf.className) || (has(self.className) && self.className == oldSelf.className)",
        message = "className is immutable: data does not move between servers by itself")
public record AppDatabaseSpec(
        @Nullable @Size(min = 1, max = 253) String className,
        @Nullable Access access,
        @Nullable Limits limits) {

    /**
     * @param app {@code ReadWrite} (rows only, the default) or {@code Owner} (may change the schema too)
     * @param readonly whether there is a login that may only read; true when absent
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Access(@Nullable App app, @Nullable Boolean readonly) {
        public enum App {
            ReadWrite,
            Owner
        }
    }

    /**
     * @param connections at once, for each login of the app
     * @param statementTimeout as in {@code 30s}
     * @param lockTimeout as in {@code 5s}
     * @param idleInTransactionTimeout as in {@code 1m}
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Limits(
            @Nullable @Min(1) @Max(10000) Integer connections,

            @Nullable @Size(max = 20) @Pattern(Durations.PATTERN)
            String statementTimeout,

            @Nullable @Size(max = 20) @Pattern(Durations.PATTERN)
            String lockTimeout,

            @Nullable @Size(max = 20) @Pattern(Durations.PATTERN)
            String idleInTransactionTimeout) {}
}
