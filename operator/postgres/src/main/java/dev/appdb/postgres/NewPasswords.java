package dev.appdb.postgres;

import dev.appdb.postgres.password.Passwords;
import dev.appdb.postgres.password.Verifier;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** New passwords; the server gets their verifiers only. */
record NewPasswords(List<Change> changes, Map<Kind, Login> logins) {

    static NewPasswords of(Map<Kind, Identifier> renewed) {
        List<Change> changes = new ArrayList<>();
        Map<Kind, Login> logins = new EnumMap<>(Kind.class);
        renewed.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(each -> {
            String password = Passwords.random();
            changes.add(new LoginChange.SetVerifier(each.getValue(), Verifier.of(password)));
            logins.put(each.getKey(), new Login(each.getValue().name(), password));
        });
        return new NewPasswords(changes, logins);
    }
}
